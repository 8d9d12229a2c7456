// rascal ships no types, and those of @types/rascal are of version 10. What the bench uses of it:

declare module 'rascal' {
  interface Broker {
    shutdown(): Promise<void>;
  }
  const rascal: { readonly BrokerAsPromised: { create(config: object): Promise<Broker> } };
  export default rascal;
}

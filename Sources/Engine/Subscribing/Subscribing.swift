// Subscribing: readers of a brand's status page who are told what we say, and how it is made sure that they are.
//
// Start reading at `Subscribers/Subscriber.swift`, then `FanOut/SubscriptionProjection.swift`: it decides who is told what, in
// the transaction of the fact. `FanOut/FanOutService.swift` sends; `SubscriberOrders.swift` is what people may ask for.
// See docs/subscribers.md. May import: Engine, Core.

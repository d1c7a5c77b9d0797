//! Compile-time checks of ids: the page `typed_ids`.
//!
//! An id of a response can be passed where it is expected, and a string can be converted to one by
//! name:
//!
//! ```
//! use ledger::pages::typed_ids::types::{CustomerId, Intent, IntentId, NewRefund, Refund};
//! use ledger::pages::typed_ids::{Client, resources::moves::CreateMoveArguments};
//!
//! fn calls(client: &Client, intent: Intent, refund: &Refund, customer: &CustomerId) {
//!     let _ = client.intents().retrieve(&intent.id).customer(customer);
//!     let _ = client.intents().retrieve(&"pi_1".into());
//!     let _ = client.refunds().list().intents([intent.id.clone()]).x_customer(customer);
//!     let _ = client.customers().retrieve_refund(customer, &refund.id);
//!     let _ = client.moves().create(CreateMoveArguments { from: customer, to: customer });
//!     let body = NewRefund::new(intent.id, customer.clone()).parent(refund.id.clone());
//!     let _ = client.refunds().create(&body.parent("re_1"));
//!     let text = IntentId::from("pi_1").to_string();
//!     assert_eq!(text, "pi_1");
//! }
//! ```
//!
//! An id of another type as an argument:
//!
//! ```compile_fail,E0308
//! use ledger::pages::typed_ids::{Client, types::Refund};
//! fn call(client: &Client, refund: &Refund) {
//!     let _ = client.intents().retrieve(&refund.id);
//! }
//! ```
//!
//! Two swapped ids:
//!
//! ```compile_fail,E0308
//! use ledger::pages::typed_ids::{Client, types::{CustomerId, RefundId}};
//! fn call(client: &Client, customer: &CustomerId, refund: &RefundId) {
//!     let _ = client.customers().retrieve_refund(refund, customer);
//! }
//! ```
//!
//! A string instead of an id:
//!
//! ```compile_fail,E0308
//! use ledger::pages::typed_ids::Client;
//! fn call(client: &Client) {
//!     let _ = client.intents().retrieve("pi_1");
//! }
//! ```
//!
//! A constructor with swapped ids:
//!
//! ```compile_fail,E0308
//! use ledger::pages::typed_ids::types::{CustomerId, IntentId, NewRefund};
//! fn body(intent: IntentId, customer: CustomerId) {
//!     NewRefund::new(customer, intent);
//! }
//! ```
//!
//! A setter with an id of another type:
//!
//! ```compile_fail,E0277
//! use ledger::pages::typed_ids::types::{IntentId, NewRefund};
//! fn body(body: NewRefund, intent: IntentId) {
//!     body.parent(intent);
//! }
//! ```

//! Compile-time checks of named arguments: the page `named_arguments`.
//!
//! Each form of call compiles:
//!
//! ```
//! use apifox_client::File;
//! use ledger::pages::named_arguments::types::{CreateRefund, CreateRefundRequired, Point, PointRequired};
//! use ledger::pages::named_arguments::{Client, resources::orders::*};
//!
//! fn calls(client: &Client, files: [File; 4]) {
//!     let refund = CreateRefund::new(CreateRefundRequired {
//!         payment_intent: "pi_1".to_owned(),
//!         reason: "asked".to_owned(),
//!     });
//!     let orders = client.orders();
//!     let _ = orders.capture(CaptureOrderArguments { order_id: "o", capture_id: "c" }, &refund);
//!     let _ = orders.capture_as_form(CaptureOrderArguments { capture_id: "c", order_id: "o" }, &refund);
//!     let _ = orders.find(FindOrdersFields { merchant: "m", x_region: "eu" });
//!     let _ = orders.search(SearchOrdersArguments { labels: &["a"], markets: &["b"], states: &["open".into()] });
//!     let point = Point::new(PointRequired { x: 1.0, y: 2.0 });
//!     let _ = orders.match_(MatchOrdersArguments { from: &point, to: &point });
//!     let [front, back, first, second] = files;
//!     let pages = vec![first, second];
//!     let _ = orders.attach_documents(AttachDocumentsArguments { order_id: "o", front, back, pages, note: "n" });
//!     let _ = orders.page("2025-01-01", 10, true);
//! }
//! ```
//!
//! A constructor with a missing field:
//!
//! ```compile_fail,E0063
//! use ledger::pages::named_arguments::types::{CreateRefund, CreateRefundRequired};
//! CreateRefund::new(CreateRefundRequired { payment_intent: "pi_1".to_owned() });
//! ```
//!
//! A constructor with positional strings:
//!
//! ```compile_fail,E0061
//! use ledger::pages::named_arguments::types::CreateRefund;
//! CreateRefund::new("pi_1", "asked");
//! ```
//!
//! A constructor with two positional numbers of one type:
//!
//! ```compile_fail,E0061
//! use ledger::pages::named_arguments::types::Point;
//! Point::new(1.0, 2.0);
//! ```
//!
//! A name of another operation:
//!
//! ```compile_fail,E0560
//! use ledger::pages::named_arguments::{Client, resources::orders::*, types::CreateRefund};
//! fn call(client: &Client, refund: &CreateRefund) {
//!     let _ = client.orders().capture(CaptureOrderArguments { order_id: "o", refund_id: "c" }, refund);
//! }
//! ```
//!
//! A missing variable of the path:
//!
//! ```compile_fail,E0063
//! use ledger::pages::named_arguments::{Client, resources::orders::*, types::CreateRefund};
//! fn call(client: &Client, refund: &CreateRefund) {
//!     let _ = client.orders().capture(CaptureOrderArguments { order_id: "o" }, refund);
//! }
//! ```
//!
//! Positional variables of the path, which could be swapped:
//!
//! ```compile_fail,E0061
//! use ledger::pages::named_arguments::{Client, types::CreateRefund};
//! fn call(client: &Client, refund: &CreateRefund) {
//!     let _ = client.orders().capture("c", "o", refund);
//! }
//! ```
//!
//! A query and a header:
//!
//! ```compile_fail,E0061
//! use ledger::pages::named_arguments::Client;
//! fn call(client: &Client) {
//!     let _ = client.orders().find("eu", "m");
//! }
//! ```
//!
//! Lists:
//!
//! ```compile_fail,E0061
//! use ledger::pages::named_arguments::Client;
//! fn call(client: &Client) {
//!     let _ = client.orders().search(["b"], ["a"], ["open".into()]);
//! }
//! ```
//!
//! JSON:
//!
//! ```compile_fail,E0061
//! use ledger::pages::named_arguments::{Client, types::Point};
//! fn call(client: &Client, from: &Point, to: &Point) {
//!     let _ = client.orders().match_(to, from);
//! }
//! ```
//!
//! Files:
//!
//! ```compile_fail,E0063
//! use apifox_client::File;
//! use ledger::pages::named_arguments::{Client, resources::orders::*};
//! fn call(client: &Client, front: File, pages: Vec<File>) {
//!     let _ = client.orders().attach_documents(AttachDocumentsArguments { order_id: "o", front, pages, note: "n" });
//! }
//! ```
//!
//! Arguments of different types are positional, and cannot be swapped either:
//!
//! ```compile_fail,E0308
//! use ledger::pages::named_arguments::Client;
//! fn call(client: &Client) {
//!     let _ = client.orders().page(10, "2025-01-01", true);
//! }
//! ```

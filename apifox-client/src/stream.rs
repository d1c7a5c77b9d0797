//! Streaming responses.

mod bytes;
mod event;
mod parser;
mod source;

pub use self::bytes::ByteStream;
pub use self::event::{Event, EventStream};
pub(crate) use self::source::Source;

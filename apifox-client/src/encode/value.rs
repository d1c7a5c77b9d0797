//! Values of parameters.

use std::fmt::{self, Display};
use std::sync::Arc;

use serde::Serialize;

use super::node::Node;

/// The value of a parameter: a scalar, an array or an object.
///
/// ```
/// use apifox_client::{Call, Style, Value};
///
/// # fn filtered(call: Call) -> Call {
/// call.query_as("ids", Style::FORM.joined(), Value::list([1, 2])) // ids=1,2
/// # }
/// ```
///
/// A null is not sent, nor is an array or object that is empty or contains only
/// nulls: RFC 6570, section 2.3, "undefined". An empty string is a value. The
/// `Debug` output contains the structure but no values.
#[derive(Clone)]
pub struct Value(Result<Node, Arc<serde_json::Error>>);

impl Value {
    /// Creates a string, number or boolean from its `Display` output.
    pub fn scalar(value: impl Display) -> Self {
        Self(Ok(Node::Text(value.to_string())))
    }

    /// Creates an array of strings, numbers or booleans from their `Display` output.
    pub fn list(items: impl IntoIterator<Item = impl Display>) -> Self {
        let text = |item: &dyn Display| Node::Text(item.to_string());
        Self(Ok(Node::List(items.into_iter().map(|item| text(&item)).collect())))
    }

    /// Serializes a value of any type. If that fails,
    /// [`Call::send`](crate::Call::send) returns the error.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self(Node::of(value).map_err(Arc::new))
    }

    pub(super) fn into_node(self) -> Result<Node, Arc<serde_json::Error>> {
        self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Ok(Node::Null) => "Value(null)",
            Ok(Node::Text(_)) => "Value(scalar)",
            Ok(Node::List(_)) => "Value(list)",
            Ok(Node::Object(_)) => "Value(object)",
            Err(_) => "Value(refused)",
        })
    }
}

//! Values of parameters, of any shape.

use std::fmt::{self, Display};
use std::sync::Arc;

use serde::Serialize;

use super::node::Node;

/// The value of a parameter: a scalar, a list or an object.
///
/// ```
/// use apifox_client::{Call, Style, Value};
///
/// # fn filtered(call: Call) -> Call {
/// call.query_as("ids", Style::FORM.joined(), Value::list([1, 2])) // ids=1,2
/// # }
/// ```
///
/// A null is not sent, nor is a list or object that is empty or holds nothing
/// but nulls: RFC 6570, section 2.3, "undefined". An empty string is a value.
/// `Debug` shows the shape, no values.
#[derive(Clone)]
pub struct Value(Result<Node, Arc<serde_json::Error>>);

impl Value {
    /// One text, number or truth value, as it displays.
    pub fn scalar(value: impl Display) -> Self {
        Self(Ok(Node::Text(value.to_string())))
    }

    /// A list of texts, numbers or truth values, each as it displays.
    pub fn list(items: impl IntoIterator<Item = impl Display>) -> Self {
        let text = |item: &dyn Display| Node::Text(item.to_string());
        Self(Ok(Node::List(items.into_iter().map(|item| text(&item)).collect())))
    }

    /// A value of any shape, the way it serialises. One that cannot be
    /// serialised is a mistake that comes out of [`Call::send`](crate::Call::send).
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

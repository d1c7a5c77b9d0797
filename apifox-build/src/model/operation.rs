//! Operations that can be generated.

use super::body::Body;
use super::header::Header;
use super::paging::Paging;
use super::parameter::Parameter;
use super::response::DocumentedResponse;
use crate::described::Described;
use crate::node::At;

/// An operation that can be generated.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) at: At,
    pub(crate) id: String,
    /// In upper case.
    pub(crate) method: String,
    pub(crate) template: String,
    /// The URL of its own server.
    pub(crate) server: Option<String>,
    /// The path as the page documents it.
    pub(crate) documented: String,
    pub(crate) resource: String,
    /// The name of the method within the resource.
    pub(crate) call: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    /// The release state in Apifox, if it is not `released`.
    pub(crate) stability: Option<String>,
    /// The provenance of an operation that no page documents.
    pub(crate) described: Option<Described>,
    /// The endpoint id in Apifox.
    pub(crate) endpoint: Option<String>,
    /// The file name of the page.
    pub(crate) page: String,
    /// Whether it is called with the client's credentials.
    pub(crate) authenticated: bool,
    /// Whether the header `Idempotency-Key` is documented.
    pub(crate) idempotency_key: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<DocumentedResponse>,
    /// The headers of successful responses.
    pub(crate) headers: Vec<Header>,
    /// The pagination of a list.
    pub(crate) paging: Option<Paging>,
}

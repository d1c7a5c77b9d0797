//! Operations.

use super::body::Body;
use super::header::Header;
use super::paging::Paging;
use super::parameter::Parameter;
use super::response::DocumentedResponse;
use crate::described::Described;
use crate::node::At;

/// One operation that can be generated.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) at: At,
    pub(crate) id: String,
    /// In upper case.
    pub(crate) method: String,
    pub(crate) template: String,
    /// The server of its own.
    pub(crate) server: Option<String>,
    /// The path as the page has it.
    pub(crate) documented: String,
    pub(crate) resource: String,
    /// The method's name within the resource.
    pub(crate) call: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    /// Apifox's state of release, if it is not `released`.
    pub(crate) stability: Option<String>,
    /// That it is described, and on no page of its own.
    pub(crate) described: Option<Described>,
    /// Apifox's endpoint id.
    pub(crate) endpoint: Option<String>,
    /// File name of the page.
    pub(crate) page: String,
    /// Sent with the client's credentials.
    pub(crate) authenticated: bool,
    /// The header `Idempotency-Key` is documented.
    pub(crate) idempotency_key: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<DocumentedResponse>,
    /// Those of the responses of success.
    pub(crate) headers: Vec<Header>,
    /// How it comes in pages, if it is such a list.
    pub(crate) paging: Option<Paging>,
}

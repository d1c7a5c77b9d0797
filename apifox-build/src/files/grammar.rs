//! Which member of a document that was not brought to OpenAPI 3.0 yet is what: enough to tell schemas, which references may share, from
//! parts that are put in the place of a reference, and both from data.

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    Document,
    Components,
    PathItem,
    /// An object of expressions, each with a path item.
    Callback,
    Schema,
    /// Any other object of OpenAPI.
    Part,
    /// Data of the user's, which a reference may stand for as a whole.
    Data,
    /// What belongs to nobody here.
    Unknown,
}

/// How a member holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    One(Is),
    /// In a list, or in an object by names.
    Many(Is),
}

impl Is {
    #[expect(clippy::match_same_arms, reason = "a table: rows of one object stand together")]
    pub(super) fn member(self, key: &str) -> Holds {
        use Holds::{Many, One};
        match (self, key) {
            (Self::Data | Self::Unknown, _) => One(Self::Unknown),
            (Self::Callback, _) => One(Self::PathItem),
            (_, key) if key.starts_with("x-") => One(Self::Unknown),
            (Self::Schema, "example") => One(Self::Data),
            (
                Self::Schema,
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "allOf" | "oneOf"
                | "anyOf" | "prefixItems",
            ) => Many(Self::Schema),
            (
                Self::Schema,
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties",
            ) => One(Self::Schema),
            (Self::Schema, _) => One(Self::Unknown),
            (Self::Document, "paths" | "webhooks") | (Self::Components, "pathItems") => Many(Self::PathItem),
            (Self::Document, "components") => One(Self::Components),
            (Self::Document, "definitions") | (Self::Components, "schemas") => Many(Self::Schema),
            (Self::Components, "callbacks") => Many(Self::Callback),
            (Self::Components, _) => Many(Self::Part),
            (Self::PathItem, "parameters" | "additionalOperations") => Many(Self::Part),
            (Self::PathItem, _) => One(Self::Part),
            (_, "schema" | "itemSchema") => One(Self::Schema),
            (_, "callbacks") => Many(Self::Callback),
            (_, "example" | "value") => One(Self::Data),
            (_, "default" | "enum" | "mapping") => One(Self::Unknown),
            (
                _,
                "parameters"
                | "headers"
                | "content"
                | "responses"
                | "links"
                | "encoding"
                | "examples"
                | "servers"
                | "tags"
                | "security"
                | "securityDefinitions",
            ) => Many(Self::Part),
            _ => One(Self::Part),
        }
    }
}

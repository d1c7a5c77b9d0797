//! The grammar of a document that is not OpenAPI 3.0 yet: enough to distinguish schemas, which
//! references may share, from parts that replace their references, and both from data.

/// The object at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Document,
    Components,
    PathItem,
    /// An object of expressions, each with a path item.
    Callback,
    Schema,
    /// Any other object of OpenAPI.
    Part,
    /// User data, which a reference may stand for as a whole.
    Data,
    /// Anything that is not known here.
    Unknown,
}

/// How a member holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    One(Role),
    /// In an array, or in an object by names.
    Many(Role),
}

impl Role {
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

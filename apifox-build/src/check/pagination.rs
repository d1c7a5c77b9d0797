//! Paginated lists: as `x-pagination` declares them, or inferred from unambiguous names.

use super::checker::Checker;
use super::schema::type_of_sound;
use crate::grammar::PAGINATION;
use crate::model::{
    Body, Media, NextPage, Outcome, PageArgument, Paging, Parameter, ParameterEncoding, Place, Type, Value,
};
use crate::node::{At, Kind, Node};
use crate::source::{escaped, unescaped};
use crate::typed_id;

/// Parameters that select a page, and the property of a response with the value for the next page.
const CURSORS: [(&str, &str); 5] = [
    ("cursor", "next_cursor"),
    ("cursor", "nextCursor"),
    ("page_token", "next_page_token"),
    ("page_token", "nextPageToken"),
    ("pageToken", "nextPageToken"),
];

/// The parts of an operation, before its arguments have names.
pub(super) struct Listed<'a> {
    pub(super) parameters: &'a [Parameter],
    pub(super) body: Option<&'a Body>,
    pub(super) outcome: &'a Outcome,
}

/// An error in the extension: its location and message.
type Misfit = (At, String);

impl Checker<'_> {
    /// Returns the pagination of an operation; `None` if it has none.
    pub(super) fn pagination(&mut self, operation: &Node, listed: &Listed<'_>) -> Option<Paging> {
        let Some(extension) = operation.get(PAGINATION) else {
            return self.inferred(listed);
        };
        if extension.as_bool() == Some(false) {
            return None;
        }
        match self.declared(extension, listed) {
            Ok(paging) => Some(paging),
            Err((at, message)) => {
                let hint = "the keys are `items` (the place of the array in the response: `data`, or `/page/data`), `parameter` (which selects \
                            the page), one of `last_item`, `next`, `page` and `offset`, and `more`; or write `x-pagination: false`";
                let message = format!("{message}; the methods `pages` and `items` are left out");
                self.findings.lossy(at, "pagination", message, hint);
                None
            }
        }
    }

    /// Reads the extension.
    fn declared(&self, extension: &Node, listed: &Listed<'_>) -> Result<Paging, Misfit> {
        const KEYS: [&str; 7] = ["items", "parameter", "last_item", "next", "page", "offset", "more"];
        let Some(members) = extension.as_object() else {
            return Err((extension.at, format!("`{PAGINATION}` must be an object or `false`")));
        };
        if let Some((key, value)) = members.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            return Err((value.at, format!("unknown key `{key}` in `{PAGINATION}`")));
        }
        let Some(page) = page_of(listed.outcome) else {
            return Err((
                extension.at,
                "the response is not a single JSON value, so it cannot be paginated".to_owned(),
            ));
        };
        let (at, items) = match extension.get("items") {
            Some(node) => (node.at, pointer(node)?),
            None if matches!(page, Type::List(_)) => (extension.at, String::new()),
            None => return Err((extension.at, format!("`{PAGINATION}` lacks `items`"))),
        };
        let item = match self.at_place(page, &items).map_err(|why| (at, why))? {
            Type::List(item) => *item,
            _ => return Err((at, format!("`{items}` of the response is not an array"))),
        };
        let argument = argument(extension, listed, self)?;
        let next = self.next(extension, page, &item)?;
        let more = extension.get("more").map(|node| self.more(node, page)).transpose()?;
        Ok(Paging {
            argument,
            items,
            item,
            next,
            more,
        })
    }

    /// Reads the one member that determines the next page.
    fn next(&self, extension: &Node, page: &Type, item: &Type) -> Result<NextPage, Misfit> {
        let given: Vec<(&str, &Node)> = ["last_item", "next", "page", "offset"]
            .into_iter()
            .filter_map(|key| Some((key, extension.get(key)?)))
            .collect();
        let [(key, node)] = given[..] else {
            let message = format!(
                "`{PAGINATION}` must have exactly one of `last_item`, `next`, `page` and `offset`, and it has {}",
                given.len()
            );
            return Err((extension.at, message));
        };
        let number = || {
            let first = node.to_value().as_u64();
            first.ok_or_else(|| {
                (
                    node.at,
                    format!("`{key}` must be an integer of at least 0: the value of the parameter for the first page"),
                )
            })
        };
        let holder = if key == "next" { page } else { item };
        let place = || {
            let place = pointer(node)?;
            let kind = self.at_place(holder, &place).map_err(|why| (node.at, why))?;
            if self.is_of_one_text(&kind) {
                Ok(place)
            } else {
                Err((node.at, format!("`{place}` is neither a string nor an integer")))
            }
        };
        Ok(match key {
            "last_item" => NextPage::LastItem(place()?),
            "next" => NextPage::Cursor(place()?),
            "page" => NextPage::Number(number()?),
            _ => NextPage::Offset(number()?),
        })
    }

    fn more(&self, node: &Node, page: &Type) -> Result<String, Misfit> {
        let place = pointer(node)?;
        match self.at_place(page, &place).map_err(|why| (node.at, why))? {
            Type::Boolean | Type::Any => Ok(place),
            _ => Err((node.at, format!("`{place}` is not a boolean"))),
        }
    }

    /// Returns the type at a JSON pointer, following documented properties.
    fn at_place(&self, root: &Type, place: &str) -> Result<Type, String> {
        let mut kind = root.present().clone();
        for step in place.split('/').skip(1) {
            let step = unescaped(step);
            let Type::Named(name) = &kind else {
                return Err(format!("`{place}` is not documented: there is no object with `{step}`"));
            };
            if self.replaced.contains_key(name) {
                return Err(format!(
                    "`{place}` is inside `{name}`, which the configuration replaces by another type"
                ));
            }
            let properties = self.schemas.get(name).and_then(|schema| schema.node.get("properties"));
            let Some(property) = properties.and_then(|all| all.get(&step)) else {
                return Err(format!("`{place}` is not documented: `{name}` has no `{step}`"));
            };
            kind = type_of_sound(property).present().clone();
        }
        Ok(kind)
    }

    /// Whether each value has exactly one text form, so that it can select a page.
    fn is_of_one_text(&self, kind: &Type) -> bool {
        match kind.present() {
            Type::String | Type::Integer | Type::Unsigned | Type::Any | Type::Narrow(_) | Type::Formatted(_) => true,
            Type::Named(name) => self
                .schemas
                .get(name)
                .is_some_and(|schema| !schema.node.items("enum").is_empty() || typed_id::of(&schema.node).is_some()),
            _ => false,
        }
    }

    /// Infers the pagination from names, if they are unambiguous.
    fn inferred(&self, listed: &Listed<'_>) -> Option<Paging> {
        let page = page_of(listed.outcome)?;
        let text_at = |kind: &Type, place: &str| {
            let found = self.at_place(kind, place).ok()?;
            (found != Type::Any && self.is_of_one_text(&found)).then_some(())
        };
        let is_more = self.at_place(page, "/has_more") == Ok(Type::Boolean);
        let more = is_more.then(|| "/has_more".to_owned());
        if is_more && let Some(argument) = self.argument_named("starting_after", listed) {
            let Ok(Type::List(item)) = self.at_place(page, "/data") else {
                return None;
            };
            text_at(&item, "/id")?;
            let next = NextPage::LastItem("/id".to_owned());
            return Some(Paging {
                argument,
                items: "/data".to_owned(),
                item: *item,
                next,
                more,
            });
        }
        CURSORS.iter().find_map(|(parameter, field)| {
            let argument = self.argument_named(parameter, listed)?;
            let place = format!("/{field}");
            text_at(page, &place)?;
            let (items, item) = self.only_list(page)?;
            let (next, more) = (NextPage::Cursor(place), more.clone());
            Some(Paging {
                argument,
                items,
                item,
                next,
                more,
            })
        })
    }

    /// Returns the only array among the properties of a page.
    fn only_list(&self, page: &Type) -> Option<(String, Type)> {
        let Type::Named(name) = page.present() else { return None };
        let properties = self.schemas.get(name)?.node.members("properties");
        let mut lists = properties.filter_map(|(name, property)| match type_of_sound(property).present() {
            Type::List(item) => Some((format!("/{}", escaped(name)), (**item).clone())),
            _ => None,
        });
        let only = lists.next()?;
        lists.next().is_none().then_some(only)
    }

    /// Returns the argument of this name: a query parameter, or a property of a JSON body.
    fn argument_named(&self, name: &str, listed: &Listed<'_>) -> Option<PageArgument> {
        let is_chosen = |parameter: &&Parameter| {
            parameter.place == Place::Query
                && parameter.name == name
                && matches!(parameter.sent, ParameterEncoding::Styled(_, Value::Scalar))
        };
        if listed.parameters.iter().any(|parameter| is_chosen(&parameter)) {
            return Some(PageArgument::Query(name.to_owned()));
        }
        self.in_body(&format!("/{}", escaped(name)), listed).ok()
    }

    /// Returns the argument at a place of the body.
    fn in_body(&self, place: &str, listed: &Listed<'_>) -> Result<PageArgument, String> {
        let forms = listed.body.map(|body| body.forms.as_slice()).unwrap_or_default();
        let [form] = forms else {
            return Err(format!("there is no JSON body with `{place}`"));
        };
        if !matches!(form.media, Media::Json | Media::JsonAs(_)) {
            return Err(format!("the body is not JSON, so it has no `{place}`"));
        }
        let kind = self.at_place(&form.kind, place)?;
        if self.is_of_one_text(&kind) {
            Ok(PageArgument::Body(place.to_owned()))
        } else {
            Err(format!("`{place}` of the body is neither a string nor an integer"))
        }
    }
}

/// Reads `parameter`: the name of a query parameter or of a property of the body, or a JSON pointer
/// into the body.
fn argument(extension: &Node, listed: &Listed<'_>, checker: &Checker<'_>) -> Result<PageArgument, Misfit> {
    let Some(node) = extension.get("parameter") else {
        return Err((
            extension.at,
            format!("`{PAGINATION}` lacks `parameter`, which selects the page"),
        ));
    };
    let Some(name) = node.as_str() else {
        return Err((node.at, "`parameter` must be a string".to_owned()));
    };
    if let Some(argument) = checker.argument_named(name, listed) {
        return Ok(argument);
    }
    if name.starts_with('/') {
        return checker.in_body(name, listed).map_err(|why| (node.at, why));
    }
    let other = listed.parameters.iter().find(|parameter| parameter.name == name);
    let message = match other {
        Some(other) if other.place != Place::Query => {
            format!(
                "the parameter `{name}` is in the {}, not in the query",
                other.place.name()
            )
        }
        Some(_) => format!("the parameter `{name}` is not a scalar"),
        None => format!("there is neither a query parameter `{name}` nor such a property of a JSON body"),
    };
    Err((node.at, message))
}

/// Returns the type of a response that is a single JSON value.
fn page_of(outcome: &Outcome) -> Option<&Type> {
    match outcome {
        Outcome::Json { kind, .. } => Some(kind.present()),
        Outcome::OneOf { .. } | Outcome::Events | Outcome::Bytes { .. } | Outcome::Empty => None,
    }
}

/// Returns a place as a JSON pointer. A name is that of a property.
fn pointer(node: &Node) -> Result<String, Misfit> {
    match &node.kind {
        Kind::String(text) if text.is_empty() || text.starts_with('/') => Ok(text.to_string()),
        Kind::String(text) => Ok(format!("/{}", escaped(text))),
        _ => Err((node.at, "this must be a name or a JSON pointer".to_owned())),
    }
}

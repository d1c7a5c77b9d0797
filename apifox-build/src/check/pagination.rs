//! Lists that come in pages: what `x-pagination` says of an operation, or what its names say where they cannot be mistaken.

use super::checker::Checker;
use super::schema::type_of_sound;
use crate::grammar::PAGINATION;
use crate::model::{Body, Media, NextPage, Outcome, PageArgument, Paging, Parameter, Place, Sent, Type, Value};
use crate::node::{At, Kind, Node};

/// Parameters that choose a page, and the field of a response that names the next one.
const CURSORS: [(&str, &str); 5] = [
    ("cursor", "next_cursor"),
    ("cursor", "nextCursor"),
    ("page_token", "next_page_token"),
    ("page_token", "nextPageToken"),
    ("pageToken", "nextPageToken"),
];

/// What is known of an operation before its arguments have names.
pub(super) struct Listed<'a> {
    pub(super) parameters: &'a [Parameter],
    pub(super) body: Option<&'a Body>,
    pub(super) outcome: &'a Outcome,
}

/// Why an extension does not fit: where, and what to say.
type Misfit = (At, String);

impl Checker<'_> {
    /// How the list comes in pages; `None` if it does not.
    pub(super) fn pagination(&mut self, operation: &Node, listed: &Listed<'_>) -> Option<Paging> {
        let Some(said) = operation.get(PAGINATION) else {
            return self.recognised(listed);
        };
        if said.as_bool() == Some(false) {
            return None;
        }
        match self.told(said, listed) {
            Ok(paging) => Some(paging),
            Err((at, message)) => {
                let hint = "the members are `items` (where the list is in the response: `data`, or `/page/data`), `parameter` (which chooses the \
                            page), one of `last_item`, `next`, `page` and `offset`, and `more`; or write `x-pagination: false`";
                let message = format!("{message}; the request gets no `pages` and no `items`");
                self.findings.lossy(at, "pagination", message, hint);
                None
            }
        }
    }

    fn told(&self, said: &Node, listed: &Listed<'_>) -> Result<Paging, Misfit> {
        const KEYS: [&str; 7] = ["items", "parameter", "last_item", "next", "page", "offset", "more"];
        let Some(members) = said.as_object() else {
            return Err((said.at, format!("`{PAGINATION}` is neither a map nor `false`")));
        };
        if let Some((key, value)) = members.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            return Err((value.at, format!("`{key}` means nothing in `{PAGINATION}`")));
        }
        let Some(page) = page_of(listed.outcome) else {
            return Err((
                said.at,
                "the response is not one JSON value, so it is no page of a list".to_owned(),
            ));
        };
        let (at, items) = match said.get("items") {
            Some(node) => (node.at, pointer(node)?),
            None if matches!(page, Type::List(_)) => (said.at, String::new()),
            None => return Err((said.at, format!("`{PAGINATION}` does not say where the `items` are"))),
        };
        let item = match self.at_place(page, &items).map_err(|why| (at, why))? {
            Type::List(item) => *item,
            _ => return Err((at, format!("what is at `{items}` of the response is no array"))),
        };
        let argument = argument(said, listed, self)?;
        let next = self.next(said, page, &item)?;
        let more = said.get("more").map(|node| self.more(node, page)).transpose()?;
        Ok(Paging {
            argument,
            items,
            item,
            next,
            more,
        })
    }

    /// The one of the ways to say what comes next.
    fn next(&self, said: &Node, page: &Type, item: &Type) -> Result<NextPage, Misfit> {
        let ways: Vec<(&str, &Node)> = ["last_item", "next", "page", "offset"]
            .into_iter()
            .filter_map(|key| Some((key, said.get(key)?)))
            .collect();
        let [(key, node)] = ways[..] else {
            let message = format!(
                "`{PAGINATION}` says one of `last_item`, `next`, `page` and `offset`, and here are {}",
                ways.len()
            );
            return Err((said.at, message));
        };
        let number = || {
            let first = node.to_value().as_u64();
            first.ok_or_else(|| {
                (
                    node.at,
                    format!("`{key}` is no number from 0 on, with which the list begins"),
                )
            })
        };
        let whose = if key == "next" { page } else { item };
        let place = || {
            let place = pointer(node)?;
            let kind = self.at_place(whose, &place).map_err(|why| (node.at, why))?;
            if self.is_of_one_text(&kind) {
                Ok(place)
            } else {
                Err((
                    node.at,
                    format!("what is at `{place}` is neither a string nor an integer"),
                ))
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
            _ => Err((node.at, format!("what is at `{place}` is no boolean"))),
        }
    }

    /// The type of what a JSON pointer leads to, through the documented properties.
    fn at_place(&self, root: &Type, place: &str) -> Result<Type, String> {
        let mut kind = root.present().clone();
        for step in place.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let Type::Named(name) = &kind else {
                return Err(format!(
                    "`{place}` leads to nothing that is documented: there is no object with `{step}`"
                ));
            };
            if self.replaced.contains_key(name) {
                return Err(format!(
                    "`{place}` leads into `{name}`, which has a type by the configuration"
                ));
            }
            let properties = self.schemas.get(name).and_then(|schema| schema.node.get("properties"));
            let Some(property) = properties.and_then(|all| all.get(&step)) else {
                return Err(format!(
                    "`{place}` leads to nothing that is documented: `{name}` has no `{step}`"
                ));
            };
            kind = type_of_sound(property).present().clone();
        }
        Ok(kind)
    }

    /// Whether each value has one text: what a page can be chosen by.
    fn is_of_one_text(&self, kind: &Type) -> bool {
        match kind.present() {
            Type::String | Type::Integer | Type::Unsigned | Type::Any | Type::Narrow(_) => true,
            // An enum of strings or integers has no properties.
            Type::Named(name) => self
                .schemas
                .get(name)
                .is_some_and(|schema| !schema.node.items("enum").is_empty()),
            _ => false,
        }
    }

    /// A list whose names say how it is paged, and that cannot be read in another way.
    fn recognised(&self, listed: &Listed<'_>) -> Option<Paging> {
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

    /// The one array among the properties of a page.
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

    /// The argument of this name: a parameter of the query, or a property of a body of JSON.
    fn argument_named(&self, name: &str, listed: &Listed<'_>) -> Option<PageArgument> {
        let is_chosen = |parameter: &&Parameter| {
            parameter.place == Place::Query
                && parameter.name == name
                && matches!(parameter.sent, Sent::Styled(_, Value::Scalar))
        };
        if listed.parameters.iter().any(|parameter| is_chosen(&parameter)) {
            return Some(PageArgument::Query(name.to_owned()));
        }
        self.in_body(&format!("/{}", escaped(name)), listed).ok()
    }

    /// The argument at a place of the body.
    fn in_body(&self, place: &str, listed: &Listed<'_>) -> Result<PageArgument, String> {
        let forms = listed.body.map(|body| body.forms.as_slice()).unwrap_or_default();
        let [form] = forms else {
            return Err(format!("no body of JSON has `{place}`"));
        };
        if !matches!(form.media, Media::Json | Media::JsonAs(_)) {
            return Err(format!("the body is no JSON that could have `{place}`"));
        }
        let kind = self.at_place(&form.kind, place)?;
        if self.is_of_one_text(&kind) {
            Ok(PageArgument::Body(place.to_owned()))
        } else {
            Err(format!(
                "what is at `{place}` of the body is neither a string nor an integer"
            ))
        }
    }
}

/// `parameter`: the name of a query parameter, or of a property of the body, or a pointer into the body.
fn argument(said: &Node, listed: &Listed<'_>, checker: &Checker<'_>) -> Result<PageArgument, Misfit> {
    let Some(node) = said.get("parameter") else {
        return Err((
            said.at,
            format!("`{PAGINATION}` does not say which `parameter` chooses the page"),
        ));
    };
    let Some(name) = node.as_str() else {
        return Err((node.at, "`parameter` is no name".to_owned()));
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
        Some(_) => format!("the parameter `{name}` is not one value"),
        None => format!("there is no query parameter `{name}`, and no such property of a body of JSON"),
    };
    Err((node.at, message))
}

/// What a response holds that is one JSON value.
fn page_of(outcome: &Outcome) -> Option<&Type> {
    match outcome {
        Outcome::Json { kind, .. } => Some(kind.present()),
        Outcome::OneOf { .. } | Outcome::Events | Outcome::Bytes { .. } | Outcome::Empty => None,
    }
}

/// A place: a name is that of a property, a pointer stays as it is.
fn pointer(node: &Node) -> Result<String, Misfit> {
    match &node.kind {
        Kind::String(text) if text.is_empty() || text.starts_with('/') => Ok(text.to_string()),
        Kind::String(text) => Ok(format!("/{}", escaped(text))),
        _ => Err((node.at, "this is no name, and no JSON pointer".to_owned())),
    }
}

/// A name as a step of a pointer (RFC 6901, 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

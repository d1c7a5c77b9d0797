//! Apifox's composition, part of stage 3: `x-apifox-refs`, overrides, and the members beside them
//! (inferred from real exports).
//!
//! The editor lets a schema be "that component, with these fields removed or replaced". An export
//! contains both the recipe and, nearly always, its result. Four rules apply:
//! 1. Where the result is present, it is used and the recipe dropped.
//! 2. Where inherited properties are missing and no `x-apifox-ignore-properties` declares that
//!    intended, they are merged in.
//! 3. A result that is the component minus some optional fields is, **in a response**, the
//!    component itself: one type for the user instead of many. The docs list the fields that are
//!    not documented here. A request body is never widened this way.
//! 4. A plain `$ref` with overrides beside it (nothing is expanded there) becomes the component
//!    with these changes.
//!
//! If the component is composed, its properties are those of all its parts, and the changes apply
//! to each of them.

mod composed;

use smol_str::SmolStr;

use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::harvest::{Harvest, extension};
use crate::node::{At, Kind, Map, Node};
use crate::reference::schema_name;
use crate::structure::structure;

/// Resolves the composition of a whole document.
pub(crate) fn resolve(root: &mut Node, harvest: &mut Harvest, findings: &mut Findings) {
    let components = root.components("schemas").cloned().unwrap_or_default();
    let mut composer = Composer {
        components,
        harvest,
        findings,
    };
    let mut walk = |node: &mut Node, shape: Shape, is_response: bool| {
        grammar::walk(node, shape, &mut |node, shape| {
            if shape == Shape::Schema {
                composer.schema(node, is_response);
            }
        });
    };
    let operations = root
        .get_mut("paths")
        .and_then(Node::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut);
    for operation in operations
        .filter_map(Node::as_object_mut)
        .flat_map(Map::values_mut)
        .filter(|node| node.as_object().is_some())
    {
        for (_, response) in operation
            .get_mut("responses")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flatten()
        {
            walk(response, Shape::Response, true);
        }
        walk(operation, Shape::Operation, false);
    }
    if let Some(components) = root.get_mut("components") {
        walk(components, Shape::Components, false);
    }
}

struct Composer<'a> {
    components: Node,
    harvest: &'a mut Harvest,
    findings: &'a mut Findings,
}

/// One entry of `x-apifox-refs`, with its target resolved.
struct Recipe<'a> {
    name: String,
    target: &'a Map,
    overrides: Map,
}

impl Composer<'_> {
    fn schema(&mut self, schema: &mut Node, is_response: bool) {
        if let Some(rest) = schema
            .get_mut("additionalProperties")
            .filter(|rest| rest.get("$ref").is_some())
        {
            // The exporter reuses one object here: the overrides belong to another schema.
            drop_overrides(rest);
        }
        if schema.get("$ref").is_some() {
            return self.reference_with_overrides(schema, is_response);
        }
        let entries: Vec<Node> = extension(schema, "refs")
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(Map::values)
            .cloned()
            .collect();
        let [entry] = entries.as_slice() else { return }; // none, or several: use the expanded properties
        let Some(recipe) = recipe(&self.components, entry) else {
            return;
        }; // the entry lost its `$ref`
        if is_response && let Some(omitted) = omitted_fields(schema, &recipe) {
            *schema = reference(schema.at, &recipe.name, schema.get("description"));
            if !omitted.is_empty() {
                self.harvest.omitted.insert(schema.at, omitted);
            }
        } else if extension(schema, "ignore-properties").is_none() {
            if composed::is_composed(recipe.target) {
                merge_composed(schema, entry, &recipe, &self.components, self.findings);
            } else {
                merge_inherited(schema, entry, &recipe, self.findings);
            }
        }
    }

    /// Applies rule 4.
    fn reference_with_overrides(&mut self, schema: &mut Node, is_response: bool) {
        let Some(recipe) = recipe(&self.components, schema).filter(|recipe| !recipe.overrides.is_empty()) else {
            return;
        };
        let target = Node::new(schema.at, Kind::Object(recipe.target.clone()));
        let mut expanded = composed::overridden(&self.components, &target, &recipe.overrides);
        if expanded.get("discriminator").is_some() && !composed::is_composed(recipe.target) {
            keep_children(&mut expanded, &recipe, self.findings);
        }
        if let Some(description) = schema.get("description") {
            expanded.insert("description", description.clone());
        }
        limit_depth(&mut expanded, &trail(schema, &recipe.name));
        match omitted_fields(&expanded, &recipe).filter(|_| is_response) {
            Some(omitted) => {
                *schema = reference(schema.at, &recipe.name, schema.get("description"));
                self.harvest.omitted.insert(schema.at, omitted);
            }
            None => *schema = expanded,
        }
    }
}

/// Keeps the members of the components that extend a base. With overrides, the base is an object of
/// its own.
fn keep_children(expanded: &mut Node, recipe: &Recipe<'_>, findings: &mut Findings) {
    let message = format!(
        "components that extend `{}` are read as that base, with these overrides; their other properties are kept as JSON",
        recipe.name
    );
    let hint = "refer to one of these components by an overlay, or describe the object without a reference";
    findings.lossy(expanded.at, "untold-children", message, hint);
    expanded.remove("discriminator");
    if expanded.get("additionalProperties").is_none() {
        expanded.insert("additionalProperties", Node::new(expanded.at, Kind::Bool(true)));
    }
}

/// The key that records the expanded components during the expansion; all `x-*` are dropped
/// afterwards.
const TRAIL: &str = "x-expansion";

/// The depth at which components that override each other in a circle stay references.
const MAX_DEPTH: usize = 4;

/// Returns the expansion trail of a schema, extended by `name`.
fn trail(schema: &Node, name: &str) -> Vec<Node> {
    let next = Node::string(schema.at, name);
    schema.items(TRAIL).iter().cloned().chain([next]).collect()
}

/// Records the expansion trail and stops infinite recursion.
fn limit_depth(expanded: &mut Node, trail: &[Node]) {
    grammar::walk(expanded, Shape::Schema, &mut |node, shape| {
        if shape != Shape::Schema {
            return;
        }
        let overridden = node.get("$ref").is_some() && extension(node, "overrides").is_some();
        let entries = extension(node, "refs")
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(Map::values);
        let inherited: Vec<String> = entries
            .filter_map(|entry| schema_name(entry.get_str("$ref")?))
            .collect();
        let is_before = |name: &String| trail.iter().any(|before| before.as_str() == Some(name));
        let is_deep = trail.len() > MAX_DEPTH;
        if overridden && is_deep {
            drop_overrides(node);
        }
        if inherited.iter().any(is_before) || is_deep && !inherited.is_empty() {
            replace_by_reference(node);
        } else if overridden || !inherited.is_empty() {
            node.insert(TRAIL, Node::new(node.at, Kind::Array(trail.to_vec())));
        }
    });
}

/// Replaces inheritance of a component's properties by a reference to the component.
fn replace_by_reference(schema: &mut Node) {
    let recipe = schema.remove("x-apifox-refs").or(schema.remove("x-apidog-refs"));
    let entries = recipe
        .as_ref()
        .and_then(Node::as_object)
        .into_iter()
        .flat_map(Map::values);
    let targets = entries.filter_map(|entry| Some(Node::reference(schema.at, entry.get_str("$ref")?)));
    let mut parts: Vec<Node> = targets.collect();
    if !parts.is_empty() {
        parts.push(std::mem::take(schema));
        let at = parts[0].at;
        *schema = Node::object(at, [("allOf", Node::new(at, Kind::Array(parts)))]);
    }
}

fn drop_overrides(reference: &mut Node) {
    reference.remove("x-apifox-overrides");
    reference.remove("x-apidog-overrides");
}

fn recipe<'a>(components: &'a Node, entry: &Node) -> Option<Recipe<'a>> {
    let name = schema_name(entry.get_str("$ref")?)?;
    let target = components.get(&name)?.as_object()?;
    let overrides = extension(entry, "overrides")
        .and_then(Node::as_object)
        .cloned()
        .unwrap_or_default();
    Some(Recipe {
        name,
        target,
        overrides,
    })
}

fn reference(at: At, name: &str, description: Option<&Node>) -> Node {
    let mut node = Node::reference(at, &crate::reference::schema_ref(name));
    if let Some(description) = description {
        node.insert("description", description.clone());
    }
    node
}

fn target_properties<'a>(recipe: &Recipe<'a>) -> impl Iterator<Item = (&'a SmolStr, &'a Node)> {
    recipe
        .target
        .get("properties")
        .and_then(Node::as_object)
        .into_iter()
        .flatten()
}

/// Returns the target's properties that no override removes or replaces.
fn inherited(recipe: &Recipe<'_>) -> Map {
    target_properties(recipe)
        .filter(|(name, _)| !recipe.overrides.contains_key(name))
        .map(|(name, node)| (name.clone(), node.clone()))
        .collect()
}

/// Returns the omitted fields, if the schema is the recipe's target without some of its optional
/// fields, and nothing else.
fn omitted_fields(schema: &Node, recipe: &Recipe<'_>) -> Option<Vec<SmolStr>> {
    let own = schema.get("properties").and_then(Node::as_object)?;
    let omitted: Vec<SmolStr> = target_properties(recipe)
        .map(|(name, _)| name)
        .filter(|name| !own.contains_key(name))
        .cloned()
        .collect();
    let target = Node::new(At::default(), Kind::Object(recipe.target.clone()));
    if target
        .strings("required")
        .any(|name| omitted.iter().any(|removed| removed == name))
    {
        return None; // the component requires a field that is missing here
    }
    let mut rest = target.clone();
    let properties = target_properties(recipe)
        .filter(|(name, _)| own.contains_key(name))
        .map(|(name, node)| (name.clone(), node.clone()))
        .collect();
    set_properties(&mut rest, properties, omitted.iter());
    (structure(&rest) == structure(schema)).then_some(omitted)
}

/// Replaces a schema's properties, and removes the names `removed` from `required`.
fn set_properties<'a>(schema: &mut Node, properties: Map, removed: impl Iterator<Item = &'a SmolStr>) {
    let removed: Vec<&SmolStr> = removed.collect();
    let at = schema.at;
    let required: Vec<Node> = schema
        .items("required")
        .iter()
        .filter(|name| !removed.iter().any(|removed| name.as_str() == Some(removed)))
        .cloned()
        .collect();
    schema.insert("properties", Node::new(at, Kind::Object(properties)));
    if required.is_empty() {
        schema.remove("required");
    } else {
        schema.insert("required", Node::new(at, Kind::Array(required)));
    }
}

/// Applies rule 2 to a component that is composed, whose parts stay apart.
fn merge_composed(schema: &mut Node, entry: &Node, recipe: &Recipe<'_>, components: &Node, findings: &mut Findings) {
    let at = schema.at;
    let target = Node::new(at, Kind::Object(recipe.target.clone()));
    let mut part = composed::overridden(components, &target, &recipe.overrides);
    let own = composed::property_names(components, schema);
    let inherited = composed::property_names(components, &part);
    let missing: Vec<&str> = inherited.difference(&own).map(SmolStr::as_str).collect();
    if missing.is_empty() {
        return;
    }
    report_merged(schema, &missing, recipe, findings);
    if recipe.overrides.is_empty() {
        part = reference(at, &recipe.name, None);
    }
    limit_depth(&mut part, &trail(schema, &recipe.name));
    let mut parts = vec![part];
    if let Some(required) = entry.get("required") {
        parts.push(Node::object(at, [("required", required.clone())]));
    }
    parts.extend(schema.items("allOf").iter().cloned());
    schema.insert("allOf", Node::new(at, Kind::Array(parts)));
}

fn report_merged(schema: &Node, names: &[&str], recipe: &Recipe<'_>, findings: &mut Findings) {
    let message = format!(
        "`{}` of the component `{}` was merged into this object, as `x-apifox-refs` says",
        names.join("`, `"),
        recipe.name
    );
    findings.note(schema.at, "unusual-reference", message, "");
}

/// Applies rule 2.
fn merge_inherited(schema: &mut Node, entry: &Node, recipe: &Recipe<'_>, findings: &mut Findings) {
    let mut properties = schema
        .get("properties")
        .and_then(Node::as_object)
        .cloned()
        .unwrap_or_default();
    let mut missing: Map = inherited(recipe);
    missing.extend(
        recipe
            .overrides
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    missing.retain(|name, _| !properties.contains_key(name));
    if missing.is_empty() {
        return;
    }
    let target = Node::new(At::default(), Kind::Object(recipe.target.clone()));
    let mut required: Vec<Node> = schema.items("required").to_vec();
    required.extend(
        target
            .items("required")
            .iter()
            .filter(|name| name.as_str().is_some_and(|name| missing.contains_key(name)))
            .cloned(),
    );
    required.extend(entry.items("required").iter().cloned());
    required.sort();
    required.dedup();
    let names: Vec<&str> = missing.keys().map(SmolStr::as_str).collect();
    report_merged(schema, &names, recipe, findings);
    // Inherited properties may themselves inherit, even from this component.
    for property in missing.values_mut() {
        limit_depth(property, &trail(schema, &recipe.name));
    }
    properties.extend(missing);
    schema.insert("properties", Node::new(schema.at, Kind::Object(properties)));
    if !required.is_empty() {
        schema.insert("required", Node::new(schema.at, Kind::Array(required)));
    }
}

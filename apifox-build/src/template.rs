//! Path templates.

/// Returns a path template without the names of its variables.
#[must_use]
pub fn shape(template: &str) -> String {
    let mut parts = template.split(['{', '}']);
    let mut shape = parts.next().unwrap_or_default().to_owned();
    while let (Some(_), Some(text)) = (parts.next(), parts.next()) {
        shape.push_str("{}");
        shape.push_str(text);
    }
    shape
}

/// Returns the names of the variables of a path template, in order.
#[must_use]
pub fn placeholders(template: &str) -> Vec<&str> {
    let parts = template.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

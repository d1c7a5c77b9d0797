//! Places of types in responses, as `names.lock` writes them: `get_note 2XX.owner`.

/// Returns the operation, the status and the rest of a place in a response.
pub(super) fn response_site(site: &str) -> Option<(&str, &str, &str)> {
    const LENGTH: usize = 3;
    let (operation, rest) = site.split_once(' ')?;
    let (status, place) = match rest.strip_prefix(DEFAULT) {
        Some(place) => (DEFAULT, place),
        None => (rest.get(..LENGTH)?, rest.get(LENGTH..)?),
    };
    let is_status = status == DEFAULT
        || status.starts_with(|c: char| c.is_ascii_digit())
            && (status.ends_with("XX") || status.bytes().all(|byte| byte.is_ascii_digit()));
    (is_status && !place.starts_with(char::is_alphanumeric)).then_some((operation, status, place))
}

/// Whether a documented status includes another one: a range such as `4XX`, or `default`, which
/// stands for failures.
pub(super) fn includes(range: &str, status: &str) -> bool {
    match range {
        DEFAULT => status.starts_with(['4', '5']),
        _ => range.ends_with("XX") && status.starts_with(&range[..1]),
    }
}

const DEFAULT: &str = "default";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_a_response_is_found() {
        assert_eq!(response_site("get_note 2XX.owner"), Some(("get_note", "2XX", ".owner")));
        assert_eq!(response_site("get_note default[]"), Some(("get_note", "default", "[]")));
        assert_eq!(response_site("get_note 404"), Some(("get_note", "404", "")));
        for other in [
            "get_note request",
            "get_note parameter.defaults",
            "get_note defaults",
            "Note.owner",
            "get_note 4",
        ] {
            assert_eq!(response_site(other), None, "{other}");
        }
    }

    #[test]
    fn a_range_includes_its_statuses_and_default_those_of_failures() {
        assert!(includes("4XX", "404") && includes("default", "404") && includes("default", "5XX"));
        assert!(!includes("5XX", "404") && !includes("default", "200") && !includes("404", "404"));
    }
}

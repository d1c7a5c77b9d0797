//! The order of positional arguments: that of the page, unless another one is published.

use std::cmp::Ordering;

use super::lock::plain;

/// The owner of positional arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// A type, by its name: the arguments of its `new`.
    Type,
    /// An operation, by its id: the arguments of its method.
    Operation,
}

impl Owner {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Operation => "operation",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Type, Self::Operation]
            .into_iter()
            .find(|owner| owner.name() == name)
    }
}

/// The order of the arguments of one owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    Page,
    /// Published before orders were recorded.
    Alphabet,
    /// Published: the names as sent. Further arguments follow.
    Listed(Vec<String>),
}

impl Order {
    /// Sorts arguments that are in the order of the page; each has its name as sent and its Rust
    /// name.
    pub(crate) fn sort<T>(&self, arguments: &mut [T], names: impl Fn(&T) -> (String, String)) {
        let compared = |a: &T, b: &T| {
            let ((wire_a, rust_a), (wire_b, rust_b)) = (names(a), names(b));
            match self {
                Self::Page => Ordering::Equal,
                Self::Alphabet => rust_a.cmp(&rust_b),
                Self::Listed(list) => {
                    let place = |wire: &str| {
                        let wire = plain(wire);
                        list.iter().position(|listed| *listed == wire).unwrap_or(list.len())
                    };
                    place(&wire_a).cmp(&place(&wire_b))
                }
            }
        };
        arguments.sort_by(compared);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_order_stays_and_new_arguments_follow() {
        let sorted = |order: Order| {
            let mut names = ["zone", "amount", "memo"];
            order.sort(&mut names, |name| ((*name).to_owned(), (*name).to_owned()));
            names.join(" ")
        };
        assert_eq!(sorted(Order::Page), "zone amount memo");
        assert_eq!(sorted(Order::Alphabet), "amount memo zone");
        let list = ["memo", "gone", "amount"].map(str::to_owned).to_vec();
        assert_eq!(sorted(Order::Listed(list)), "memo amount zone");
    }
}

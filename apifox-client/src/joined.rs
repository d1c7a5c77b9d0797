//! Several members of an object as one value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

/// The members of an object that form a [`Joined`].
pub trait Members {
    /// Their names in the object.
    const NAMES: &'static [&'static str];
    /// Their names in the value, in the same order.
    const PARTS: &'static [&'static str];
}

/// Several members of an object, such as an amount and its currency, as one `T`.
///
/// An API does not always send what it documents. If a member is missing, null or invalid,
/// [`value`](Self::value) returns `None`, and the response does not fail. The original members are
/// preserved when encoding.
///
/// Two instances are equal if their values are, or, if one has no value, if their members are.
///
/// ```
/// use apifox_client::serde::{self, Deserialize, Serialize};
/// use apifox_client::{Joined, Members, serde_json};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// #[serde(crate = "apifox_client::serde")]
/// struct Money {
///     amount: i64,
///     currency: String,
/// }
///
/// enum Total {}
///
/// impl Members for Total {
///     const NAMES: &'static [&'static str] = &["total", "total_currency"];
///     const PARTS: &'static [&'static str] = &["amount", "currency"];
/// }
///
/// let json = r#"{"total":5,"total_currency":"EUR"}"#;
/// let total: Joined<Money, Total> = serde_json::from_str(json)?;
/// assert_eq!(total.value().map(|money| money.amount), Some(5));
/// assert_eq!(serde_json::to_string(&total)?, json);
///
/// let json = r#"{"total":"five"}"#;
/// let total: Joined<Money, Total> = serde_json::from_str(json)?;
/// assert_eq!(total.value(), None);
/// assert_eq!(serde_json::to_string(&total)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct Joined<T, M> {
    /// In the order of the names.
    members: Vec<Option<Value>>,
    value: Option<T>,
    of: PhantomData<fn() -> M>,
}

impl<T, M: Members> Joined<T, M> {
    /// Returns the value; `None` if the members do not form one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Consumes the instance and returns the value; `None` if the members do not form one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        self.value
    }

    /// Returns a member, as received or as it is sent, by its name in the object; `None` if it is
    /// absent.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        let index = M::NAMES.iter().position(|own| *own == name)?;
        self.members.get(index)?.as_ref()
    }

    /// Whether all members are absent.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.members.iter().all(Option::is_none)
    }
}

impl<T: DeserializeOwned, M: Members> Joined<T, M> {
    fn of(members: Vec<Option<Value>>) -> Self {
        let present = M::PARTS.iter().zip(&members);
        let present = present.filter_map(|(part, value)| Some(((*part).to_owned(), value.clone()?)));
        let value = T::deserialize(Value::Object(present.collect())).ok();
        let value = value.filter(|_| members.iter().any(Option::is_some));
        Self {
            members,
            value,
            of: PhantomData,
        }
    }
}

/// Converts a value. If it cannot be encoded as a JSON object, it is kept, but no member is sent.
impl<T: Serialize, M: Members> From<T> for Joined<T, M> {
    fn from(value: T) -> Self {
        let parts = match serde_json::to_value(&value) {
            Ok(Value::Object(parts)) => parts,
            _ => Map::new(),
        };
        let members = M::PARTS.iter().map(|part| parts.get(*part).cloned());
        Self {
            members: members.collect(),
            value: Some(value),
            of: PhantomData,
        }
    }
}

impl<T, M> Default for Joined<T, M> {
    fn default() -> Self {
        Self {
            members: Vec::new(),
            value: None,
            of: PhantomData,
        }
    }
}

impl<T: Clone, M> Clone for Joined<T, M> {
    fn clone(&self) -> Self {
        Self {
            members: self.members.clone(),
            value: self.value.clone(),
            of: PhantomData,
        }
    }
}

impl<T: fmt::Debug, M> fmt::Debug for Joined<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => value.fmt(f),
            None => f.debug_tuple("Joined").field(&self.members).finish(),
        }
    }
}

impl<T: PartialEq, M> PartialEq for Joined<T, M> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Some(value), Some(other)) => value == other,
            (None, None) => {
                let any_present = |all: &[Option<Value>]| all.iter().any(Option::is_some);
                self.members == other.members || !(any_present(&self.members) || any_present(&other.members))
            }
            _ => false,
        }
    }
}

impl<T, M: Members> Serialize for Joined<T, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in M::NAMES.iter().zip(&self.members) {
            if let Some(value) = value {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

impl<'de, T: DeserializeOwned, M: Members> Deserialize<'de> for Joined<T, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = deserializer.deserialize_struct("Joined", M::NAMES, Reader(M::NAMES))?;
        Ok(Self::of(members))
    }
}

/// Reads the named members. Of duplicates the last counts, as in any untyped object.
struct Reader(&'static [&'static str]);

impl<'de> Visitor<'de> for Reader {
    type Value = Vec<Option<Value>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = vec![None; self.0.len()];
        while let Some(name) = map.next_key::<String>()? {
            match self.0.iter().position(|own| *own == name) {
                Some(index) => members[index] = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Money {
        amount: i64,
        currency: String,
    }

    enum Own {}

    impl Members for Own {
        const NAMES: &'static [&'static str] = &["amount", "currency"];
        const PARTS: &'static [&'static str] = &["amount", "currency"];
    }

    #[test]
    fn missing_null_and_invalid_members_round_trip() {
        for (json, is_value) in [
            (r#"{"amount":5,"currency":"EUR"}"#, true),
            (r#"{"amount":5}"#, false),
            (r#"{"currency":"EUR"}"#, false),
            (r#"{"amount":null,"currency":"EUR"}"#, false),
            (r#"{"amount":null,"currency":null}"#, false),
            (r#"{"amount":"5.00","currency":"EUR"}"#, false),
            (r#"{"amount":{"cents":[1]},"currency":7}"#, false),
            ("{}", false),
        ] {
            let joined: Joined<Money, Own> = serde_json::from_str(json).unwrap();
            assert_eq!(joined.value().is_some(), is_value, "{json}");
            assert_eq!(serde_json::to_string(&joined).unwrap(), json);
            assert_eq!(joined, joined.clone());
            assert_eq!(joined.is_absent(), json == "{}");
        }
    }

    #[test]
    fn a_value_is_sent_as_its_members() {
        let money = Money {
            amount: 5,
            currency: "EUR".to_owned(),
        };
        let joined: Joined<Money, Own> = money.clone().into();
        assert_eq!(joined.member("amount"), Some(&Value::from(5)));
        assert_eq!(
            serde_json::to_string(&joined).unwrap(),
            r#"{"amount":5,"currency":"EUR"}"#
        );
        assert_ne!(joined, Joined::default());
        assert_eq!(joined.into_value(), Some(money));
    }
}

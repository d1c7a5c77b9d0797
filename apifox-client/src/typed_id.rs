//! The shared implementation of generated id types.

/// Implements a typed id: a string that cannot be passed where an id of another type is expected.
///
/// The type is a struct of one `String` that derives `Clone`, `Debug`, `Default`, `PartialEq`,
/// `Eq`, `PartialOrd`, `Ord` and `Hash`. It gets:
///
/// * `as_str`, the string as it is sent, `AsRef<str>`, and `Display`, which writes the same;
/// * `From<&str>`, `From<String>` and `FromStr`, which accept any string, and
///   the conversion into `String`;
/// * `PartialEq` with strings;
/// * `Serialize` and `Deserialize`: any string round-trips.
///
/// ```
/// /// The id of a refund.
/// #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// pub struct RefundId(String);
/// apifox_client::typed_id!(RefundId);
///
/// let id = RefundId::from("re_1");
/// assert_eq!((id.as_str(), id.to_string().as_str()), ("re_1", "re_1"));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! typed_id {
    ($name:ident) => {
        impl $name {
            /// Returns the string as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(::std::borrow::ToOwned::to_owned(text))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(<Self as ::core::convert::From<&str>>::from(text))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <::std::string::String as $crate::serde::Deserialize>::deserialize(deserializer).map(Self)
            }
        }
    };
}

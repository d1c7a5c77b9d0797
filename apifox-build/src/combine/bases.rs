//! Choices of components that extend a base: its discriminator distinguishes them, even if the choice
//! has none.

use super::Combiner;
use super::choice::has_choice;
use super::inheritance::{FALLBACK, ancestors_by, point_at_own};
use super::parts::component_of;
use super::tags::OF_BASE;
use super::union::Alternative;
use crate::node::Node;

impl Combiner<'_> {
    /// Builds a union of which some alternatives are bases that the same property divides further:
    /// the components that extend them, and they themselves.
    pub(super) fn tagged_with_bases(
        &mut self,
        schema: &Node,
        all: &[Alternative],
        discriminator: Option<&Node>,
    ) -> Option<Node> {
        let mut discriminator = discriminator.filter(|node| node.get(FALLBACK).is_none())?.clone();
        let tag = discriminator.get_str("propertyName")?.to_owned();
        let unions = all.iter().filter(|one| has_choice(&one.view));
        let bases: Option<Vec<&Node>> = unions
            .map(|one| {
                let own = one.view.get("discriminator")?;
                (own.get(FALLBACK).is_some() && own.get_str("propertyName") == Some(&tag)).then_some(own)
            })
            .collect();
        let bases = bases.filter(|bases| !bases.is_empty())?;
        if discriminator.get("mapping").is_none()
            && let Some(mapping) = bases.iter().find_map(|base| base.get("mapping"))
        {
            discriminator.insert("mapping", mapping.clone());
        }
        point_at_own(&mut discriminator, &self.bases);
        if let [base] = bases[..]
            && let Some(own) = base.get(FALLBACK)
        {
            discriminator.insert(FALLBACK, own.clone());
        }
        let flattened = self.flattened_unions(all.to_vec());
        // Others may have the values of the components that extend the base.
        self.discriminator_of_base(&flattened)?;
        self.tagged(schema, &flattened, Some(&discriminator))
    }

    /// Returns the discriminator of the base that all alternatives extend.
    pub(super) fn discriminator_of_base(&self, all: &[Alternative]) -> Option<Node> {
        // A component that extends a base extends its own properties, not the union.
        let own = |name: &str| self.components.get(self.bases.get(name).map_or(name, String::as_str));
        let mut common: Option<Vec<String>> = None;
        for alternative in all {
            let component = component_of(&alternative.node)?;
            let mut bases = ancestors_by(self.components.get(&component)?, own);
            // The properties of a base itself, which is one of its alternatives.
            bases.insert(0, self.documented_name(&component));
            bases.retain(|base| {
                self.bases.contains_key(base) && common.as_ref().is_none_or(|known| known.contains(base))
            });
            common = Some(bases);
        }
        let base = self.components.get(common?.first()?)?;
        let mut discriminator = base.get("discriminator")?.clone();
        let is_alternative = |own: &str| all.iter().any(|one| component_of(&one.node).as_deref() == Some(own));
        if !discriminator.get_str(FALLBACK).is_some_and(is_alternative)
            && let Some(own) = discriminator.remove(FALLBACK)
        {
            discriminator.insert(OF_BASE, own);
        }
        // A component may be divided further by a property of its own.
        let tag = discriminator.get_str("propertyName");
        let mut inner = all.iter().filter_map(|one| one.inner_tag.as_ref());
        inner
            .all(|(name, _)| Some(name.as_str()) == tag)
            .then_some(discriminator)
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    /// Generates a page whose response is a choice; the base has the member `kind` with this schema, and
    /// this mapping.
    fn code(choice: &str, kind: &str, mapping: &str) -> String {
        let child = |name: &str, base: &str, property: &str| {
            format!(
                "    {name}: {{allOf: [{{$ref: '#/components/schemas/{base}'}}, {{type: object, properties: {{sound: {{type: {property}}}}}}}]}}\n"
            )
        };
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {{{choice}}}}}}}}}\n\
             components:\n  schemas:\n    \
             Pet: {{type: object, required: [kind], properties: {{kind: {kind}}}, discriminator: {{propertyName: kind, mapping: {{{mapping}}}}}}}\n{}{}{}",
            child("Dog", "Pet", "string"),
            child("Puppy", "Dog", "string"),
            child("Cat", "Pet", "integer"),
        );
        let report = Config::new().page_text("page.yaml", page).generate();
        assert_eq!(report.findings().len(), 0, "{:#?}", report.findings());
        report.code().unwrap().to_owned()
    }

    #[test]
    fn the_discriminator_of_a_base_distinguishes_the_components_that_extend_it() {
        let of = |names: &[&str]| {
            let all: Vec<String> = names
                .iter()
                .map(|name| format!("{{$ref: '#/components/schemas/{name}'}}"))
                .collect();
            format!("oneOf: [{}]", all.join(", "))
        };
        let discriminator = "discriminator: {propertyName: kind, mapping: {pet: Pet, cat: Cat}}";
        let cases = [
            (
                of(&["Dog", "Cat"]),
                "{type: string}",
                &[
                    "DogBase(DogBase) = \"dog\"",
                    "Puppy(Puppy) = \"Puppy\"",
                    "Cat(Cat) = \"cat\"",
                ][..],
            ),
            (
                of(&["Puppy", "Cat"]),
                "{type: string, enum: [dog, cat, Puppy]}",
                &["Puppy(Puppy) = \"Puppy\"", "Cat(Cat) = \"cat\""],
            ),
            (
                of(&["Pet", "Cat"]),
                "{type: string}",
                &["PetBase(PetBase) = \"pet\"", "Cat(Cat) = \"cat\"", "Dog(Dog) = \"dog\""],
            ),
            (
                format!("{}, {discriminator}", of(&["Pet", "Cat"])),
                "{type: string}",
                &[
                    "PetBase(PetBase) = \"pet\"",
                    "Cat(Cat) = \"cat\"",
                    "Puppy(Puppy) = \"Puppy\"",
                ],
            ),
        ];
        for (choice, kind, expected) in cases {
            let code = code(&choice, kind, "pet: Pet, dog: Dog, cat: Cat");
            for variant in expected {
                assert!(code.contains(variant), "{choice}: {variant}: {code}");
            }
        }
    }

    #[test]
    fn a_base_without_a_value_of_its_own_accepts_all_other_values() {
        let choice = "oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Cat'}]";
        let code = code(choice, "{type: string}", "dog: Dog, cat: Cat");
        let union = "Cat(Cat) = \"cat\" | \"Cat\",\n        Dog(Dog) = \"dog\" | \"Dog\"";
        assert!(code.contains(union) && code.contains("} else Base(PetBase)"), "{code}");
    }

    #[test]
    fn a_property_with_sentences_is_no_tag_if_another_one_is() {
        let issue = |issue: &str, text: &str| {
            format!(
                "{{type: object, properties: {{description: {{type: string, enum: [{text}]}}, issue: {{type: string, enum: [{issue}]}}}}}}"
            )
        };
        let choice = format!("oneOf: [{}, {}]", issue("A", "Wrong value."), issue("B", "No value."));
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {{{choice}}}}}}}}}\n"
        );
        let report = Config::new().page_text("page.yaml", page).generate();
        let code = report.code().unwrap();
        assert!(code.contains("union!(GetResponse: \"issue\""), "{code}");
    }
}

//! The condition of a chain's action: whether it holds, whether two exclude each other, and how it is said.

use std::collections::BTreeMap;

use super::types::{TraitCondition, TraitTest};

impl TraitCondition {
    /// Whether it is true of a user with these traits. An empty trait counts as missing.
    pub fn holds(&self, traits: &BTreeMap<String, String>) -> bool {
        let value = traits
            .get(&self.name)
            .map(|v| v.trim())
            .filter(|v| !v.is_empty());
        match self.test {
            TraitTest::Present => value.is_some(),
            TraitTest::Missing => value.is_none(),
            TraitTest::Is => value == self.wanted(),
            TraitTest::IsNot => value != self.wanted(),
        }
    }

    /// Whether it can never be true together with the other.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        use TraitTest::{Is, IsNot, Missing, Present};
        if self.name != other.name {
            return false;
        }
        match (self.test, other.test) {
            (Is, Is) => self.wanted() != other.wanted(),
            (Is, IsNot) | (IsNot, Is) => self.wanted() == other.wanted(),
            (Present | Is, Missing) | (Missing, Present | Is) => true,
            _ => false,
        }
    }

    /// "plan is gold".
    pub fn words(&self) -> String {
        let value = self.wanted().unwrap_or_default();
        match self.test {
            TraitTest::Present => format!("{} is present", self.name),
            TraitTest::Missing => format!("{} is missing", self.name),
            TraitTest::Is => format!("{} is {value}", self.name),
            TraitTest::IsNot => format!("{} is not {value}", self.name),
        }
    }

    fn wanted(&self) -> Option<&str> {
        self.value.as_deref().map(str::trim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(test: TraitTest, value: Option<&str>) -> TraitCondition {
        TraitCondition {
            name: "plan".into(),
            test,
            value: value.map(str::to_owned),
        }
    }

    #[test]
    fn a_condition_holds_for_the_users_that_it_means() {
        let user = |plan: &str| BTreeMap::from([("plan".to_owned(), plan.to_owned())]);
        let nobody = BTreeMap::new();
        for (test, value, gold, silver, empty, none) in [
            (TraitTest::Present, None, true, true, false, false),
            (TraitTest::Missing, None, false, false, true, true),
            (TraitTest::Is, Some("gold"), true, false, false, false),
            (TraitTest::IsNot, Some("gold"), false, true, true, true),
        ] {
            let condition = condition(test, value);
            let found = [user("gold"), user(" silver "), user(" "), nobody.clone()];
            let found = found.map(|traits| condition.holds(&traits));
            assert_eq!(found, [gold, silver, empty, none], "{}", condition.words());
        }
    }

    #[test]
    fn two_that_cannot_both_be_true_exclude_each_other() {
        let all = [
            condition(TraitTest::Present, None),
            condition(TraitTest::Missing, None),
            condition(TraitTest::Is, Some("gold")),
            condition(TraitTest::Is, Some("silver")),
            condition(TraitTest::IsNot, Some("gold")),
        ];
        let values = ["", "gold", "silver", "free"];
        for a in &all {
            for b in &all {
                let both = values.iter().any(|value| {
                    let traits = BTreeMap::from([("plan".to_owned(), (*value).to_owned())]);
                    a.holds(&traits) && b.holds(&traits)
                });
                assert_eq!(a.excludes(b), !both, "{} and {}", a.words(), b.words());
            }
        }
    }
}

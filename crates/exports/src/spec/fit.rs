//! Tells by its header which spec a file is of.

use std::collections::HashSet;

use super::TraitSpec;
use crate::error::ExportError;

impl TraitSpec {
    /// The spec that a file with this header is of: the one that has the most of its columns, at least half of its own
    /// among them; of equals, the one that misses the fewest, then the one that comes first in `candidates`.
    ///
    /// A spec whose first column must be the file's first (`generic`) fits only such a file. None fits:
    /// [`ExportError::NoSpecFits`], which says how far the best one got.
    pub fn fitting<'a>(
        header: &[String],
        candidates: impl IntoIterator<Item = &'a Self>,
    ) -> Result<&'a Self, ExportError> {
        let titles: HashSet<&str> = header.iter().map(String::as_str).collect();
        let mut best: Option<(usize, usize, &Self)> = None;
        let mut nearest: Option<(usize, &Self)> = None;
        let mut displaced: Option<(&str, &Self)> = None;
        for spec in candidates {
            let has = |title: &str| titles.contains(title);
            let found = spec.columns.iter().filter(|c| has(c.title())).count();
            let missing = spec
                .columns
                .iter()
                .filter(|c| !c.optional && !has(c.title()));
            let missing = missing.count();
            if nearest.is_none_or(|(most, _)| found > most) {
                nearest = Some((found, spec));
            }
            if found == 0 || found * 2 < spec.columns.len() {
                continue;
            }
            if let Some(first) = spec.columns.first().filter(|c| c.first.is_some())
                && header.first().is_none_or(|h| h != first.title())
            {
                displaced = displaced.or(Some((first.title(), spec)));
                continue;
            }
            if best
                .is_none_or(|(most, fewest, _)| found > most || (found == most && missing < fewest))
            {
                best = Some((found, missing, spec));
            }
        }
        if let Some((_, _, spec)) = best {
            return Ok(spec);
        }
        let why = match (displaced, nearest) {
            (Some((first, spec)), _) => {
                format!("`{}` needs `{first}` as the first column", spec.name)
            }
            (None, Some((found @ 1.., spec))) => format!(
                "the nearest is `{}` with {found} of its {} columns",
                spec.name,
                spec.columns.len()
            ),
            (None, _) => "none has any of its columns".into(),
        };
        Err(ExportError::NoSpecFits { why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(header: &str) -> String {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let all = TraitSpec::builtin().unwrap();
        match TraitSpec::fitting(&header, &all) {
            Ok(spec) => spec.name.clone(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_built_in_spec_fits_its_own_header() {
        for spec in TraitSpec::builtin().unwrap() {
            let header: Vec<&str> = spec
                .columns
                .iter()
                .map(super::super::Column::title)
                .collect();
            assert_eq!(fit(&header.join(",")), spec.name);
        }
    }

    #[test]
    fn most_columns_win_and_user_id_first_is_enough_for_generic() {
        assert_eq!(fit("user_id,ltv,channel,signup_date"), "generic");
        assert_eq!(fit("user_id"), "generic");
        assert_eq!(fit("user_id,chargify_id,ltv"), "chargify");
        // One column that other vendors' files have too is not enough.
        assert_eq!(fit("user_id,email_address,ltv"), "generic");
        let renamed = "user,business_unit,country,current_payment_method,pack_id,package,pack_price,pack_type,currency_code,valid_from_date,valid_to_date";
        assert_eq!(fit(renamed), "evergent");
        insta::assert_snapshot!(
            fit("ltv,user_id"),
            @"no trait spec fits this file, `chargify` needs `user_id` as the first column: name one, or make one from the file"
        );
        insta::assert_snapshot!(fit("a,b"), @"no trait spec fits this file, none has any of its columns: name one, or make one from the file");
        insta::assert_snapshot!(fit("customer_id,pack_id"), @"no trait spec fits this file, the nearest is `evergent` with 2 of its 20 columns: name one, or make one from the file");
    }

    #[test]
    fn of_equals_the_first_wins() {
        let evergent = TraitSpec::by_name("evergent").unwrap();
        let own = evergent.extended("acme");
        let header: Vec<String> = evergent.columns.iter().map(|c| c.name.clone()).collect();
        let fit = |candidates: [&TraitSpec; 2]| {
            TraitSpec::fitting(&header, candidates)
                .unwrap()
                .name
                .clone()
        };
        assert_eq!(fit([&own, &evergent]), "acme");
        assert_eq!(fit([&evergent, &own]), "evergent");
        let mut wider = own.clone();
        wider.columns.push(super::super::Column::new("region"));
        // It misses a column, so the narrower one is nearer.
        assert_eq!(fit([&wider, &evergent]), "evergent");
    }
}

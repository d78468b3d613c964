//! The TypeScript client's types, generated from the list of operations.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

use super::{OPERATIONS, Operation};

/// Collects the declarations of every type that the operations speak of.
pub(crate) struct Types {
    config: Config,
    declarations: BTreeMap<String, String>,
    /// Names that two different types claim.
    clashes: Vec<String>,
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only derived types have a place of their own to be written to; the others are spelt in line.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}", T::decl(&self.config));
        match self.declarations.get(&name) {
            Some(known) if *known != declaration => return self.clashes.push(name),
            Some(_) => return,
            None => self.declarations.insert(name, declaration),
        };
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

pub(crate) fn describe<O: Operation>(types: &mut Types) -> (String, String) {
    types.visit::<O::Request>();
    types.visit::<O::Response>();
    <O::Request as TS>::visit_generics(types);
    <O::Response as TS>::visit_generics(types);
    (
        O::Request::name(&types.config),
        O::Response::name(&types.config),
    )
}

/// The whole generated module, or the names that two different types claim.
pub fn generate() -> Result<String, Vec<String>> {
    let config = Config::new().with_large_int("number");
    let mut types = Types {
        config,
        declarations: BTreeMap::new(),
        clashes: Vec::new(),
    };
    // Errors answer every operation, and progress comes along the way; both belong to the client.
    types.visit::<crate::error::Error>();
    types.visit::<patchbay_connectors::Progress>();
    types.visit::<super::Topic>();
    types.visit::<super::Permission>();
    let mut map = String::new();
    let mut meta = String::new();
    let mut needs = String::new();
    for entry in OPERATIONS.iter().filter(|o| !o.host_only) {
        let (request, response) = (entry.describe)(&mut types);
        let _ = writeln!(map, "  /** {} */", entry.description);
        let _ = writeln!(
            map,
            "  \"{}\": {{ request: {request}; response: {response} }};",
            entry.name
        );
        let list = |topics: &[super::Topic]| {
            let names: Vec<_> = topics
                .iter()
                .filter_map(|t| serde_json::to_string(t).ok())
                .collect();
            names.join(", ")
        };
        let _ = writeln!(
            meta,
            "  \"{}\": {{ reads: [{}], writes: [{}] }},",
            entry.name,
            list(entry.reads),
            list(entry.writes)
        );
        let permission = serde_json::to_string(&entry.permission).unwrap_or_default();
        let _ = writeln!(needs, "  \"{}\": {permission},", entry.name);
    }
    for entry in OPERATIONS.iter().filter(|o| o.host_only) {
        // Their answers reach the page through commands of the shell.
        (entry.describe)(&mut types);
    }
    if !types.clashes.is_empty() {
        return Err(types.clashes);
    }
    let mut out = String::from(
        "// Generated from the list of operations (crates/workspace/src/operations). Do not edit: ./dev generate\n\n",
    );
    for declaration in types.declarations.values() {
        let _ = writeln!(out, "{declaration}\n");
    }
    let _ = writeln!(
        out,
        "/** Every operation with what it takes and gives. */\nexport interface Operations {{\n{map}}}\n"
    );
    let _ = writeln!(
        out,
        "/** What each operation's answer depends on, and what it changes. */\nexport const topics: {{ [Name in keyof Operations]: {{ reads: Topic[]; writes: Topic[] }} }} = {{\n{meta}}};\n"
    );
    let _ = writeln!(
        out,
        "/** What the operator's role must allow. The page says so beforehand; the backend checks. */\nexport const permissions: {{ [Name in keyof Operations]: Permission }} = {{\n{needs}}};"
    );
    Ok(out)
}

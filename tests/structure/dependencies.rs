//! Direct dependencies of each crate, compared with `allowed.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;

const ALLOWED: &str = include_str!("allowed.toml");

/// What one crate names in its manifest.
#[derive(Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Dependencies {
    /// Crates of this workspace.
    ours: BTreeSet<String>,
    /// Crates of others that the program needs.
    others: BTreeSet<String>,
    /// Crates of either kind that only tests need.
    #[serde(default)]
    tests: BTreeSet<String>,
    /// Crates of either kind that only the build needs.
    #[serde(default)]
    build: BTreeSet<String>,
}

type Workspace = BTreeMap<String, Dependencies>;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

impl Dependencies {
    fn of(package: Package) -> Self {
        let mut dependencies = Self::default();
        for dependency in package.dependencies {
            dependencies.place(&dependency).insert(dependency.name);
        }
        dependencies
    }

    fn place(&mut self, dependency: &Dependency) -> &mut BTreeSet<String> {
        match (dependency.kind.as_deref(), &dependency.path) {
            (None, Some(_)) => &mut self.ours,
            (None, None) => &mut self.others,
            (Some("dev"), _) => &mut self.tests,
            (Some("build"), _) => &mut self.build,
            (Some(kind), _) => panic!("cargo knows a kind of dependency that we do not: {kind}"),
        }
    }
}

fn actual() -> Workspace {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(crate::root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {output:?}");
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata.packages.into_iter();
    packages
        .map(|package| (package.name.clone(), Dependencies::of(package)))
        .collect()
}

fn allowed() -> Workspace {
    toml::from_str(ALLOWED).expect("allowed.toml lists the crates of this workspace")
}

#[test]
fn every_crate_uses_what_it_may_use_and_nothing_else() {
    let (allowed, actual) = (allowed(), actual());
    let names: BTreeSet<&String> = allowed.keys().chain(actual.keys()).collect();
    for name in names {
        assert_eq!(
            actual.get(name),
            allowed.get(name),
            "{name}: its manifest (left) and tests/structure/allowed.toml (right) differ"
        );
    }
}

#[test]
fn the_rules_and_the_protocol_do_not_know_each_other() {
    let actual = actual();
    for inner in ["geartrain-protocol", "geartrain-dispatch"] {
        assert_eq!(actual[inner].ours, BTreeSet::new(), "{inner} stands alone");
    }
}

#[test]
fn the_rules_and_the_protocol_do_no_io() {
    let io = [
        "axum", "hyper", "mio", "nix", "rusqlite", "rustix", "socket2", "tokio",
    ];
    let actual = actual();
    for inner in ["geartrain-protocol", "geartrain-dispatch"] {
        for name in &actual[inner].others {
            assert!(!io.contains(&name.as_str()), "{inner} must not use {name}");
        }
    }
}

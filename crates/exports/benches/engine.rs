//! The parts of the engine, each on one made-up export of 100,000 records (18 MB), so that a change that makes one of
//! them slow is seen: `./dev bench engine`. The whole beside its peers: `./dev bench exports`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on should end"
)]

use std::fmt::Write as _;
use std::num::NonZero;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use patchbay_exports::{Examine, Export, OpenOptions, TraitSpec};
use tokio_util::sync::CancellationToken;

const RECORDS: u64 = 100_000;

/// An Evergent export without a fault; every twentieth record has a quoted cell with a comma and a quote in it.
fn made_up() -> String {
    let names: Vec<String> = TraitSpec::by_name("evergent")
        .unwrap()
        .columns
        .iter()
        .map(|c| c.name.clone())
        .collect();
    let mut text = names.join(",") + "\n";
    for i in 0..RECORDS {
        // Ids that look random, as real ones do.
        let id = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let package = if i % 20 == 0 {
            r#""Premium, ""Plus""""#
        } else {
            "Premium Monthly"
        };
        let (month, day) = (1 + i % 12, 1 + i % 28);
        writeln!(
            text,
            "{id:016x}-{i:08x},StreamCo,US,Credit Card,PREM_{},{package},{}.99,Base,USD,2026-{month:02}-{day:02},\
             2026-{month:02}-28,Posted,Renewal,2026-{month:02}-{day:02},,,,COUPON{},,Paid",
            i % 40,
            i % 30,
            i % 9_000,
        )
        .unwrap();
    }
    text
}

fn engine(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, made_up()).unwrap();
    let bytes = std::fs::metadata(&path).unwrap().len();
    let (quiet, cancel) = (&|_| {}, CancellationToken::new());
    let open = |threads: usize| {
        let options = OpenOptions {
            threads: NonZero::new(threads),
            ..OpenOptions::default()
        };
        Export::open(&path, &options, quiet, &cancel).unwrap()
    };
    let spec = TraitSpec::by_name("evergent").unwrap();

    let mut group = criterion.benchmark_group("pass");
    group.throughput(Throughput::Bytes(bytes)).sample_size(20);
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("index", threads), |b| {
            b.iter(|| open(threads).index(quiet, &cancel).unwrap());
        });
        let examine = |spec, profile| {
            let what = Examine {
                spec,
                profile,
                columns: None,
            };
            open(threads).examine(&what, quiet, &cancel).unwrap()
        };
        group.bench_function(BenchmarkId::new("check", threads), |b| {
            b.iter(|| examine(Some(&spec), false));
        });
        group.bench_function(BenchmarkId::new("profile", threads), |b| {
            b.iter(|| examine(None, true));
        });
        group.bench_function(BenchmarkId::new("check and profile", threads), |b| {
            b.iter(|| examine(Some(&spec), true));
        });
        group.bench_function(BenchmarkId::new("find, nothing known", threads), |b| {
            b.iter(|| {
                open(threads)
                    .find("customer_id", "nobody", quiet, &cancel)
                    .unwrap()
            });
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("answer");
    group.bench_function("open and first page", |b| {
        b.iter(|| open(1).page(0, 50).unwrap());
    });
    let export = open(2);
    let what = Examine {
        spec: Some(&spec),
        profile: false,
        columns: None,
    };
    export.examine(&what, quiet, &cancel).unwrap();
    group.bench_function("page in the middle", |b| {
        b.iter(|| export.page(RECORDS / 2, 50).unwrap());
    });
    let somebody = format!(
        "{:016x}-{:08x}",
        77_777_u64.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        77_777
    );
    group.bench_function("find, customers known", |b| {
        b.iter(|| {
            export
                .find("customer_id", &somebody, quiet, &cancel)
                .unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);

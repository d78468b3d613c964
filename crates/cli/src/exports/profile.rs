//! `patchbay exports profile`.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::operations::exports::ProfileRequest;
use patchbay_workspace::operations::{ExportsProfile, Operation};
use patchbay_workspace::{Call, ExportColumn, ExportHistogram, ExportType};

use super::file::How;
use super::{several, shortened};
use crate::output::{Answer, Failure, word};
use crate::table::{indented, table};

/// What the columns hold.
#[derive(Args)]
pub struct Profile {
    /// The CSV file
    file: PathBuf,
    /// A column to profile, in detail; all in short if absent
    #[arg(long, value_name = "NAME")]
    column: Vec<String>,
    #[command(flatten)]
    how: How,
}

type Report = <ExportsProfile as Operation>::Response;

/// Characters of the longest bar.
const BAR: u64 = 40;
/// Ranges of a histogram that people are shown, at most.
const RANGES: usize = 16;

impl Profile {
    /// Performs it.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let detailed = !self.column.is_empty();
        let request = ProfileRequest {
            export: self.how.open(call, self.file).await?.export,
            columns: detailed.then_some(self.column),
        };
        let profile = call.perform::<ExportsProfile>(request).await?;
        let mut text = overview(&profile);
        if detailed {
            for column in &profile.columns {
                text += &detail(column);
            }
        }
        Answer::new(&profile, text)
    }
}

fn overview(profile: &Report) -> String {
    let rows = profile.columns.iter().map(|c| {
        [
            c.name.clone(),
            word(&c.kind),
            c.empty.to_string(),
            distinct(c),
            c.min.as_deref().map(shortened).unwrap_or_default(),
            c.max.as_deref().map(shortened).unwrap_or_default(),
            c.top
                .first()
                .filter(|t| t.count > 1)
                .map(|t| format!("{} ({})", shortened(&t.value), t.count))
                .unwrap_or_default(),
            c.histogram.as_ref().map(sparkline).unwrap_or_default(),
        ]
    });
    let head = [
        "COLUMN",
        "TYPE",
        "EMPTY",
        "DISTINCT",
        "LEAST",
        "GREATEST",
        "MOST FREQUENT",
        "SPREAD",
    ];
    format!(
        "{}\n  {}, {}\n\n{}",
        profile.file,
        several(profile.rows, "record"),
        several(profile.columns.len() as u64, "column"),
        table(head, rows)
    )
}

/// The number of distinct values; `about` where it is estimated.
fn distinct(column: &ExportColumn) -> String {
    if column.distinct_exact {
        column.distinct.to_string()
    } else {
        format!("about {}", column.distinct)
    }
}

fn detail(column: &ExportColumn) -> String {
    let mut text = format!(
        "\n{}: {}\n  {} filled, {} empty, {} of another type, {} distinct, the longest has {}\n",
        column.name,
        word(&column.kind),
        column.filled,
        column.empty,
        column.odd,
        distinct(column),
        several(column.longest, "byte"),
    );
    if !column.top.is_empty() {
        let most = column.top.iter().map(|t| t.count).max().unwrap_or_default();
        let rows = column
            .top
            .iter()
            .map(|t| [shortened(&t.value), t.count.to_string(), bar(t.count, most)]);
        text += if column.top_exact {
            "\n  most frequent\n"
        } else {
            "\n  frequent, by a sample of the file\n"
        };
        text += &indented(&indented(&table(["", "", ""], rows)));
    }
    if let Some(histogram) = &column.histogram {
        let ranges = ranges(histogram);
        let most = ranges.iter().map(|(_, n)| *n).max().unwrap_or_default();
        let rows = ranges.iter().map(|(from, count)| {
            [
                edge(*from, histogram.of),
                count.to_string(),
                bar(*count, most),
            ]
        });
        text += "\n  spread, each range from\n";
        text += &indented(&indented(&table(["", "", ""], rows)));
    }
    text
}

/// A bar of a length that fits the count; something for whatever is there.
fn bar(count: u64, most: u64) -> String {
    let length = (count * BAR).div_ceil(most.max(1));
    "█".repeat(usize::try_from(length).unwrap_or_default())
}

/// Where each range starts and how many values it has; neighbours are put together until there are few.
fn ranges(histogram: &ExportHistogram) -> Vec<(f64, u64)> {
    let together = histogram.counts.len().div_ceil(RANGES).max(1);
    let mut from = histogram.from;
    histogram
        .counts
        .chunks(together)
        .map(|counts| {
            let range = (from, counts.iter().sum());
            from += histogram.width * counts.iter().map(|_| 1.0).sum::<f64>();
            range
        })
        .collect()
}

/// A histogram in one line.
fn sparkline(histogram: &ExportHistogram) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let ranges = ranges(histogram);
    let most = ranges.iter().map(|(_, n)| *n).max().unwrap_or_default();
    ranges
        .iter()
        .map(|(_, count)| {
            // An empty range is a gap, and a single value is seen.
            let level = (count * LEVELS.len() as u64).div_ceil(most.max(1));
            match usize::try_from(level).unwrap_or_default() {
                0 => ' ',
                level => LEVELS[level.min(LEVELS.len()) - 1],
            }
        })
        .collect()
}

/// The start of a range as people read it: a number, or a date.
#[allow(clippy::cast_possible_truncation)] // milliseconds of dates are whole and far from the limits
fn edge(at: f64, of: ExportType) -> String {
    if of == ExportType::Date
        && let Ok(time) = jiff::Timestamp::from_millisecond(at as i64)
    {
        return time
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
            .replace(" 00:00", "");
    }
    format!("{at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(counts: &[u64]) -> ExportHistogram {
        ExportHistogram {
            of: ExportType::Number,
            from: -4.0,
            width: 0.5,
            counts: counts.to_vec(),
        }
    }

    #[test]
    fn a_histogram_fits_a_line_and_shows_the_rare() {
        assert_eq!(sparkline(&histogram(&[8_000, 0, 1, 4_000])), "█ ▁▄");
        let long = histogram(&[1; 64]);
        assert_eq!(sparkline(&long), "█".repeat(16));
        assert_eq!(ranges(&long)[..2], [(-4.0, 4), (-2.0, 4)]);
        assert_eq!(sparkline(&histogram(&[])), "");
    }

    #[test]
    fn a_range_of_dates_starts_at_a_date() {
        assert_eq!(edge(1_767_225_600_000.0, ExportType::Date), "2026-01-01");
        assert_eq!(
            edge(1_767_229_200_000.0, ExportType::Date),
            "2026-01-01 01:00"
        );
        assert_eq!(edge(-2.5, ExportType::Number), "-2.5");
    }
}

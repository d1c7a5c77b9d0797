//! What is printed: tables for `benches/README.md`.

use crate::run::Measured;

/// An input, and what each turn measured of it: ours, then bare progenitor.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) operations: u32,
    pub(crate) turns: Vec<(Measured, Measured)>,
}

/// What `syn::parse2`, `prettyplease` and progenitor do is in these.
const BACKEND: [&str; 2] = ["types", "write"];

impl Row {
    fn median(&self, of: impl Fn(&(Measured, Measured)) -> f64) -> f64 {
        let mut values: Vec<f64> = self.turns.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }

    fn ours(&self) -> f64 {
        self.median(|(ours, _)| ours.sum(|_| true))
    }

    fn bare(&self) -> f64 {
        self.median(|(_, bare)| bare.sum(|_| true))
    }

    fn without_backend(&self) -> f64 {
        self.median(|(ours, _)| ours.sum(|stage| !BACKEND.contains(&stage)))
    }
}

pub(crate) fn print(title: &str, rows: &[Row]) {
    println!(
        "\n| {title} | operations | ours (ms) | without backend | bare progenitor (ms) | ratio | ours (MB) | bare progenitor (MB) |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for row in rows {
        println!(
            "| {} | {} | {:.1} | {:.1} | {:.1} | {:.2} | {:.0} | {:.0} |",
            row.name,
            row.operations,
            row.ours(),
            row.without_backend(),
            row.bare(),
            row.median(|(ours, bare)| ours.sum(|_| true) / bare.sum(|_| true)),
            row.median(|(ours, _)| ours.peak),
            row.median(|(_, bare)| bare.peak),
        );
    }
    println!(
        "\n| stage (ms) |{}",
        rows.iter()
            .fold(String::new(), |text, row| text + " " + &row.name + " |")
    );
    println!("|---|{}", "---:|".repeat(rows.len()));
    for (stage, _) in rows
        .iter()
        .filter_map(|row| row.turns.first())
        .take(1)
        .flat_map(|(ours, _)| &ours.stages)
    {
        let times = rows
            .iter()
            .map(|row| format!(" {:.1} |", row.median(|(ours, _)| ours.sum(|name| name == stage))));
        println!("| {stage} |{}", times.collect::<String>());
    }
}

type Time = fn(&Row) -> f64;

/// The exponent of the line through the logarithms, and the last time over that of a tenth of the
/// operations.
pub(crate) fn growth(rows: &[Row]) {
    println!("\n| growth | exponent | of the last tenfold |");
    println!("|---|---:|---:|");
    let of: [(&str, Time); 3] = [
        ("ours", Row::ours),
        ("without backend", Row::without_backend),
        ("bare progenitor", Row::bare),
    ];
    for (name, time) in of {
        let points: Vec<(f64, f64)> = rows
            .iter()
            .filter(|row| row.operations >= 10) // below, what is the same for all of them counts most
            .map(|row| (f64::from(row.operations).ln(), time(row).ln()))
            .collect();
        let last = rows
            .iter()
            .rev()
            .find_map(|row| Some(time(row) / time(rows.iter().find(|less| less.operations * 10 == row.operations)?)));
        println!(
            "| {name} | {:.3} | {} |",
            slope(&points),
            last.map_or(String::new(), |last| format!("×{last:.1}"))
        );
    }
}

/// Least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.iter().map(|_| 1.0).sum::<f64>();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let (over, under) = points.iter().fold((0.0, 0.0), |(over, under), point| {
        (over + (point.0 - x) * (point.1 - y), under + (point.0 - x).powi(2))
    });
    over / under
}

//! A strict reader of OpenMetrics 1.0.0: it refuses what a lenient one would read all the same.
//!
//! Only what the service writes is known: counters, gauges and histograms, without timestamps,
//! exemplars and `_created`. All else is a mistake here.

mod line;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::line::{Line, Sample};

/// What a page says.
#[derive(Debug, Default)]
pub struct Page {
    /// By name.
    pub families: BTreeMap<String, Family>,
    /// By name and labels.
    pub samples: BTreeMap<Id, f64>,
}

/// The name of a sample, and its labels in the order of their names.
pub type Id = (String, BTreeMap<String, String>);

/// One metric.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Family {
    /// `counter`, `gauge` or `histogram`.
    pub kind: String,
    /// What it is measured in.
    pub unit: Option<String>,
    /// What it means.
    pub help: String,
}

impl Page {
    /// The value of one sample; nothing where there is none with exactly these labels.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let id = (name.to_owned(), labels.iter().map(owned).collect());
        self.samples.get(&id).copied()
    }

    /// The sum over all samples of that name that have these labels, and maybe others.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let has = |of: &BTreeMap<String, String>| {
            let mut wanted = labels.iter();
            wanted.all(|(name, value)| of.get(*name).is_some_and(|is| is == value))
        };
        let samples = self.samples.iter();
        let its = samples.filter(|((is, labels), _)| is == name && has(labels));
        its.map(|(_, value)| value).sum()
    }
}

/// Reads a page, or says what is wrong with it, and in which line.
///
/// # Errors
/// The first breach of the rules.
pub fn parse(text: &str) -> Result<Page, String> {
    let body = text
        .strip_suffix("# EOF\n")
        .ok_or("it does not end with `# EOF` and a line feed")?;
    if !(body.is_empty() || body.ends_with('\n')) {
        return Err("`# EOF` is not a line of its own".to_owned());
    }
    let mut reader = Reader::default();
    for (number, line) in body.split_terminator('\n').enumerate() {
        let read = Line::read(line).and_then(|line| reader.take(line));
        read.map_err(|why| format!("line {}: {why}: {line}", number + 1))?;
    }
    reader.end_metric()?;
    reader.end_family()?;
    Ok(reader.page)
}

#[derive(Default)]
struct Reader {
    page: Page,
    /// The family that is being read.
    current: Option<(String, Family, Seen)>,
    /// Every name that is taken.
    taken: BTreeSet<String>,
    /// The samples of one metric of a histogram, which stand together.
    metric: Vec<Sample>,
}

/// What has been said of a family.
#[derive(Default)]
struct Seen {
    kind: bool,
    help: bool,
    samples: bool,
    /// The label sets of its metrics that are complete.
    metrics: BTreeSet<BTreeMap<String, String>>,
}

impl Reader {
    fn take(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Type(name, kind) => {
                let (_, family, seen) = self.head(&name)?;
                if std::mem::replace(&mut seen.kind, true) {
                    return Err("its type is said twice".to_owned());
                }
                family.kind = kind;
            }
            Line::Unit(name, unit) => {
                let (_, family, _) = self.head(&name)?;
                if !name.ends_with(&format!("_{unit}")) {
                    return Err("the unit is not the end of the name".to_owned());
                }
                if family.unit.replace(unit).is_some() {
                    return Err("its unit is said twice".to_owned());
                }
            }
            Line::Help(name, help) => {
                let (_, family, seen) = self.head(&name)?;
                if std::mem::replace(&mut seen.help, true) {
                    return Err("its help is said twice".to_owned());
                }
                family.help = help;
            }
            Line::Sample(sample) => self.sample(sample)?,
        }
        Ok(())
    }

    /// The family of that name, of which no sample has come.
    fn head(&mut self, name: &str) -> Result<&mut (String, Family, Seen), String> {
        let is_new = self.current.as_ref().is_none_or(|(is, ..)| is != name);
        if is_new {
            self.end_metric()?;
            self.end_family()?;
            self.current = Some((name.to_owned(), Family::default(), Seen::default()));
        }
        match &mut self.current {
            Some((.., seen)) if seen.samples => Err("it comes after its samples".to_owned()),
            Some(current) => Ok(current),
            None => Err("no family".to_owned()),
        }
    }

    fn sample(&mut self, sample: Sample) -> Result<(), String> {
        let Some((name, family, seen)) = &mut self.current else {
            return Err("a sample of no family".to_owned());
        };
        if !seen.kind || !seen.help {
            return Err("its family has no type or no help".to_owned());
        }
        seen.samples = true;
        let ending = sample
            .name
            .strip_prefix(name.as_str())
            .ok_or("a sample of another family")?;
        let value = sample.value;
        match (&*family.kind, ending) {
            ("counter", "_total") if value >= 0.0 && value.is_finite() => {}
            ("gauge", "") => {}
            ("histogram", "_bucket" | "_sum" | "_count") => {}
            ("counter", "_total") => return Err("a counter that is no count".to_owned()),
            _ => return Err("no such sample for its type".to_owned()),
        }
        let mut metric = sample.labels.clone();
        if family.kind == "histogram" {
            let bound = metric.remove("le");
            if bound.is_some() != (ending == "_bucket") {
                return Err("`le` is for buckets, each of them".to_owned());
            }
        }
        let before = self.metric.last().map(Sample::metric);
        if before.is_some_and(|before| before != metric) {
            self.end_metric()?;
        }
        let Some((.., seen)) = &mut self.current else {
            return Ok(());
        };
        if seen.metrics.contains(&metric) {
            return Err("its metric is torn apart".to_owned());
        }
        let id = (sample.name.clone(), sample.labels.clone());
        if self.page.samples.insert(id, value).is_some() {
            return Err("it is there twice".to_owned());
        }
        self.metric.push(sample);
        Ok(())
    }

    /// What one metric has to be once all of its samples are there.
    fn end_metric(&mut self) -> Result<(), String> {
        let samples = std::mem::take(&mut self.metric);
        let (Some(last), Some((_, family, seen))) = (samples.last(), &mut self.current) else {
            return Ok(());
        };
        seen.metrics.insert(last.metric());
        match &*family.kind {
            "histogram" => histogram(&samples),
            _ if samples.len() == 1 => Ok(()),
            _ => Err(format!("{} has more than one sample", last.name)),
        }
    }

    fn end_family(&mut self) -> Result<(), String> {
        let Some((name, family, seen)) = self.current.take() else {
            return Ok(());
        };
        if !seen.kind || !seen.help || !seen.samples {
            return Err(format!("{name} lacks its type, its help or samples"));
        }
        let endings: &[&str] = match &*family.kind {
            "counter" => &["", "_total", "_created"],
            "gauge" => &[""],
            _ => &["", "_bucket", "_sum", "_count", "_created"],
        };
        for ending in endings {
            if !self.taken.insert(format!("{name}{ending}")) {
                return Err(format!("{name} could be taken for another"));
            }
        }
        self.page.families.insert(name, family);
        Ok(())
    }
}

/// Buckets by rising bound and never falling count, to infinity; then the sum and that count.
fn histogram(samples: &[Sample]) -> Result<(), String> {
    let of = |ending: &'static str| samples.iter().filter(move |of| of.name.ends_with(ending));
    let name = &samples[0].name;
    let mut before = (f64::NEG_INFINITY, 0.0);
    for bucket in of("_bucket") {
        let text = &bucket.labels["le"];
        let bound = line::number(text)?;
        let is_canonical = text == "+Inf" || text.contains('.') || text.contains('e');
        if !is_canonical {
            return Err(format!("{name}: the bound {text} is no float"));
        }
        if bound <= before.0 || bucket.value < before.1 {
            return Err(format!("{name}: the bucket {text} is out of order"));
        }
        before = (bound, bucket.value);
    }
    if before.0 != f64::INFINITY {
        return Err(format!("{name}: no bucket for all values"));
    }
    let counts: Vec<f64> = of("_count").map(|count| count.value).collect();
    if counts != [before.1] {
        return Err(format!("{name}: the count is not that of the last bucket"));
    }
    let sums: Vec<f64> = of("_sum").map(|sum| sum.value).collect();
    match sums[..] {
        [sum] if sum >= 0.0 => Ok(()),
        _ => Err(format!("{name}: the sum is missing or negative")),
    }
}

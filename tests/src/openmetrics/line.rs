//! One line of OpenMetrics.

use std::collections::BTreeMap;

/// What a line says.
#[derive(Debug)]
pub(super) enum Line {
    Type(String, String),
    Unit(String, String),
    Help(String, String),
    Sample(Sample),
}

/// One value.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) value: f64,
}

impl Sample {
    /// The labels by which its metric is known: all but the bound of a bucket.
    pub(super) fn metric(&self) -> BTreeMap<String, String> {
        let mut labels = self.labels.clone();
        if self.name.ends_with("_bucket") {
            labels.remove("le");
        }
        labels
    }
}

impl Line {
    pub(super) fn read(line: &str) -> Result<Self, String> {
        let Some(comment) = line.strip_prefix("# ") else {
            return Sample::read(line).map(Self::Sample);
        };
        let mut words = comment.splitn(3, ' ');
        let (Some(keyword), Some(name), Some(text)) = (words.next(), words.next(), words.next())
        else {
            return Err("a comment of another kind".to_owned());
        };
        let name = metric_name(name)?.to_owned();
        match keyword {
            "TYPE" if ["counter", "gauge", "histogram"].contains(&text) => {
                Ok(Self::Type(name, text.to_owned()))
            }
            "UNIT" => Ok(Self::Unit(name, metric_name(text)?.to_owned())),
            "HELP" => Ok(Self::Help(name, unescaped(text)?)),
            _ => Err("a comment of another kind".to_owned()),
        }
    }
}

impl Sample {
    fn read(line: &str) -> Result<Self, String> {
        let end = line.find(['{', ' ']).ok_or("no value")?;
        let name = metric_name(&line[..end])?.to_owned();
        let mut labels = BTreeMap::new();
        let mut rest = &line[end..];
        if let Some(mut inside) = rest.strip_prefix('{') {
            loop {
                let (label, after) = inside.split_once("=\"").ok_or("no value of a label")?;
                if !is_name(label, false) || label.starts_with("__") {
                    return Err(format!("`{label}` is no name of a label"));
                }
                let end = end_of_quoted(after).ok_or("a value that does not end")?;
                let value = unescaped(&after[..end])?;
                if value.is_empty() {
                    return Err(format!("the label `{label}` is empty"));
                }
                if labels.insert(label.to_owned(), value).is_some() {
                    return Err(format!("the label `{label}` is there twice"));
                }
                inside = &after[end + 1..];
                match inside.strip_prefix(',') {
                    Some(more) => inside = more,
                    None => break,
                }
            }
            rest = inside.strip_prefix('}').ok_or("the labels do not end")?;
        }
        let value = rest.strip_prefix(' ').ok_or("no space before the value")?;
        Ok(Self {
            name,
            labels,
            value: number(value)?,
        })
    }
}

/// A number as the format writes it: nothing after it, and no other words than these.
pub(super) fn number(text: &str) -> Result<f64, String> {
    match text {
        "+Inf" => return Ok(f64::INFINITY),
        "-Inf" => return Ok(f64::NEG_INFINITY),
        "NaN" => return Ok(f64::NAN),
        _ => {}
    }
    let is_plain = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    match text.chars().all(is_plain) {
        true => text.parse().map_err(|_| format!("`{text}` is no number")),
        false => Err(format!("`{text}` is no number")),
    }
}

fn metric_name(name: &str) -> Result<&str, String> {
    match is_name(name, true) {
        true => Ok(name),
        false => Err(format!("`{name}` is no name")),
    }
}

fn is_name(name: &str, with_colons: bool) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_' || with_colons && c == ':';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

fn end_of_quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends.then_some(at)
    })
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut read = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        read.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some(c @ ('\\' | '"')) => c,
                _ => return Err("an escape that there is not".to_owned()),
            },
            '"' => return Err("a quote is not escaped".to_owned()),
            c => c,
        });
    }
    Ok(read)
}

//! The file that is checked in, read while the struct is compiled.

use hardpoint_policy::setting::Whole;
use syn::LitStr;

use super::literal::Literal;
use super::plan::{EntryPlan, FilePlan};
use crate::errors::Errors;
use crate::toml_file::{Kind, Table, TomlFile, Value};

/// Reads the file that the attribute names; what is wrong with it as a whole is told there.
pub(super) fn file(literal: &LitStr, errors: &mut Errors) -> Option<FilePlan> {
    let path = literal.value();
    if path.trim().is_empty() {
        errors.add(
            literal,
            "`file` is the path of a file, from the folder of `Cargo.toml`",
            "`file = \"config/default.toml\"`",
        );
        return None;
    }
    match TomlFile::beside_manifest(&path) {
        Ok(Some(file)) => {
            let mut entries = Vec::new();
            flatten(&file, file.root(), &[], &mut entries);
            Some(FilePlan {
                literal: literal.clone(),
                shown: file.name().to_owned(),
                tracked: file.tracked(),
                entries,
            })
        }
        Ok(None) => {
            errors.add(
                literal,
                format_args!("there is no file `{path}` beside `Cargo.toml`"),
                "write it, or remove `file`",
            );
            None
        }
        Err(faults) => {
            for fault in faults {
                fault.tell(literal.span(), errors);
            }
            None
        }
    }
}

fn flatten(file: &TomlFile, table: &Table, keys: &[String], entries: &mut Vec<EntryPlan>) {
    for entry in &table.entries {
        let path = [keys, std::slice::from_ref(&entry.key)].concat();
        match &entry.value.kind {
            Kind::Table(inner) if !inner.entries.is_empty() => {
                flatten(file, inner, &path, entries);
            }
            _ => entries.push(EntryPlan {
                path,
                line: number(entry.place.line),
                column: number(entry.place.column),
                value: literal(file, &entry.value),
            }),
        }
    }
}

fn literal(file: &TomlFile, value: &Value) -> Literal {
    match &value.kind {
        Kind::Text(text) => Literal::Text(text.clone()),
        Kind::Integer(number) => Literal::Whole(Whole::signed(*number)),
        Kind::Float(number) => Literal::Fraction(*number, file.written(value).to_owned()),
        Kind::Boolean(said) => Literal::Switch(*said),
        Kind::Date(text) => Literal::Date(text.clone()),
        Kind::List(items) => Literal::List(items.iter().map(|item| literal(file, item)).collect()),
        Kind::Table(_) => Literal::Table,
    }
}

/// A line or a column; files are shorter than any number of them.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

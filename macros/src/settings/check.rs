//! The rules of settings structs that a macro can see. All that are broken are told, each once.
//!
//! - a struct with named fields, at least one, or an enum of bare names; no parameters
//! - options that exist, once each, none of which leaves another nothing to say
//! - a prefix that variables can begin with, and that is not Hardpoint's own
//! - a file that is there and that is TOML
//! - names in ASCII, since they are names of variables too
//! - what [`value`](super::value) says of values
//!
//! What depends on real types, on nested structs and on what stands in the file is checked by the
//! compiler, in constants that [`expand`](super::expand) writes.

use syn::ext::IdentExt as _;
use syn::{Data, Expr, Field, Fields};

use super::file::file as read_file;
use super::input::{Entry, SettingsInput, find, of_member, text};
use super::names::names;
use super::options;
use super::plan::{ContentPlan, FieldPlan, FilePlan, KindPlan, SettingsPlan, WholePlan};
use super::value::{is_hardpoints, is_variable, policy_in_file, value};
use crate::errors::Errors;

/// Makes a plan of the item, where there is one to make.
pub(crate) fn check<'a>(input: &'a SettingsInput, errors: &mut Errors) -> Option<SettingsPlan<'a>> {
    no_parameters(input, errors);
    let kind = match &input.data {
        Data::Enum(data) => KindPlan::Names(names(data, input, errors)),
        Data::Struct(data) => {
            options::of_struct(&input.options, errors);
            let whole = whole(&input.options, errors);
            let Fields::Named(fields) = &data.fields else {
                errors.add(
                    &input.ident,
                    format_args!(
                        "`{}` has no named fields, and settings have names",
                        input.ident
                    ),
                    format_args!("`struct {} {{ timeout: Duration }}`", input.ident),
                );
                return None;
            };
            if fields.named.is_empty() {
                errors.add(
                    &input.ident,
                    format_args!("`{}` has no settings", input.ident),
                    "add a field, `timeout: Duration`",
                );
            }
            let fields = fields.named.iter().filter_map(|each| field(each, errors));
            let fields: Vec<_> = fields.collect();
            if let Some(file) = whole.as_ref().and_then(|whole| whole.file.as_ref()) {
                policies(&fields, file, errors);
            }
            KindPlan::Struct { fields, whole }
        }
        Data::Union(data) => {
            errors.add(
                data.union_token,
                format_args!(
                    "`{}` is a union, of which no field is known to be there",
                    input.ident
                ),
                "make it a struct",
            );
            return None;
        }
    };
    Some(SettingsPlan {
        ident: input.ident.clone(),
        runtime: input.runtime.clone(),
        kind,
    })
}

/// Settings own what they hold, and their tables are constants of one type.
fn no_parameters(input: &SettingsInput, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.add(
            &input.generics,
            format_args!(
                "`{}` has parameters, and settings have types that are known",
                input.ident
            ),
            "name the types, owned: `String` for `&str`",
        );
    }
}

/// What a struct says that loads itself; one without a prefix can only be nested.
fn whole(entries: &[Entry], errors: &mut Errors) -> Option<WholePlan> {
    let Some(entry) = find(entries, "prefix") else {
        for name in ["file", "ignore"] {
            if let Some(entry) = find(entries, name) {
                errors.add_at(
                    entry.span(),
                    format_args!(
                        "`{name}` counts only for a struct that loads itself, which has a `prefix`"
                    ),
                    format_args!("add one, `#[settings(prefix = \"SHOP\", {name} = …)]`"),
                );
            }
        }
        return None;
    };
    let prefix = prefix(entry, errors)?;
    let file = find(entries, "file").and_then(|entry| entry.value.as_ref());
    let file = file.and_then(|value| match text(value) {
        Some(literal) => read_file(&literal, errors),
        None => {
            errors.add(
                value,
                "`file` is the path of a file, from the folder of `Cargo.toml`",
                "`file = \"config/default.toml\"`",
            );
            None
        }
    });
    Some(WholePlan {
        file,
        ignored: ignored(entries, &prefix, errors),
        prefix,
    })
}

/// The compiler cannot read a policy in a file; of a field of this struct, the macro can.
fn policies(fields: &[FieldPlan<'_>], file: &FilePlan, errors: &mut Errors) {
    for entry in &file.entries {
        let [key] = entry.path.as_slice() else {
            continue;
        };
        let field = fields.iter().find(|field| field.name == *key);
        if let Some(ContentPlan::Value(value)) = field.map(|field| &field.content)
            && let Some((message, help)) = policy_in_file(value, &entry.value)
        {
            let (shown, line, column) = (&file.shown, entry.line, entry.column);
            errors.add(
                &file.literal,
                format_args!("{shown}:{line}:{column}: `{key}` {message}"),
                help,
            );
        }
    }
}

/// `SHOP`, of which the variables are `SHOP_LISTEN` and so on.
fn prefix(entry: &Entry, errors: &mut Errors) -> Option<String> {
    let value = entry.value.as_ref()?;
    let prefix = text(value).map(|text| text.value()).unwrap_or_default();
    if is_hardpoints(&prefix) {
        errors.add(
            value,
            "`HARDPOINT_…` overrides what endpoints promise, so that `prefix` is another",
            "name the service, `prefix = \"SHOP\"`",
        );
        return None;
    }
    if !is_variable(&prefix) {
        let help: String = prefix
            .to_ascii_uppercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let help = help.trim_matches(|c: char| c == '_' || c.is_ascii_digit());
        errors.add(
            value,
            "`prefix` is what variables begin with: capital letters, digits and underscores between",
            format_args!(
                "`prefix = \"{}\"`",
                if help.is_empty() { "SHOP" } else { help }
            ),
        );
        return None;
    }
    Some(prefix)
}

/// Variables with the prefix that are somebody else's: a name, or the beginning of some.
fn ignored(entries: &[Entry], prefix: &str, errors: &mut Errors) -> Vec<String> {
    let Some(value) = find(entries, "ignore").and_then(|entry| entry.value.as_ref()) else {
        return Vec::new();
    };
    let values = match value {
        Expr::Array(list) => list.elems.iter().collect(),
        single => vec![single],
    };
    let mut ignored = Vec::new();
    for value in values {
        let name = text(value).map(|text| text.value()).unwrap_or_default();
        let beginning = name.strip_suffix('*').unwrap_or(&name);
        let is_own = beginning.len() > prefix.len() + 1
            && beginning.starts_with(prefix)
            && beginning[prefix.len()..].starts_with('_');
        if is_own && is_variable(beginning.trim_end_matches('_')) {
            ignored.push(name);
        } else {
            errors.add(
                value,
                format_args!(
                    "`ignore` names variables that begin with `{prefix}_` and are not this service's"
                ),
                format_args!("`ignore = \"{prefix}_PORT\"`, `ignore = \"{prefix}_PORT_*\"`"),
            );
        }
    }
    ignored
}

fn field<'a>(field: &'a Field, errors: &mut Errors) -> Option<FieldPlan<'a>> {
    let ident = field.ident.clone()?;
    let name = ident.unraw().to_string();
    let entries = of_member(&field.attrs, "default = \"5s\", max = \"60s\"", errors);
    options::of_field(&entries, errors);
    if !name.is_ascii() {
        errors.add(
            &ident,
            format_args!("`{name}` is the name of a variable too, which is in ASCII"),
            "rename it",
        );
    }
    let content = match find(&entries, "nested") {
        Some(_) => {
            for option in ["min", "max"] {
                if let Some(entry) = find(&entries, option) {
                    errors.add_at(
                        entry.span(),
                        format_args!("`{option}` is for numbers, durations and sizes, and `{name}` is none of those"),
                        "remove it",
                    );
                }
            }
            ContentPlan::Group
        }
        None => ContentPlan::Value(Box::new(value(field, &name, &entries, errors))),
    };
    Some(FieldPlan {
        ident,
        ty: &field.ty,
        name,
        content,
    })
}

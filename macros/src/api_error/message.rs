//! `message = "there is no order {id}"`: text with fields in it, read and checked.

use syn::LitStr;

use super::input::{FieldInput, VariantInput};
use super::plan::{FieldPlan, Message, Template};
use crate::errors::Errors;

/// Reads a message of a 4xx, in which fields may stand; `None` where it is wrong.
pub(super) fn read(
    literal: &LitStr,
    variant: &VariantInput,
    errors: &mut Errors,
) -> Option<Message> {
    let text = literal.value();
    let pieces = match pieces(&text) {
        Ok(pieces) => pieces,
        Err(fault) => {
            fault.tell(literal, errors);
            return None;
        }
    };
    let mut format = String::new();
    let mut fields: Vec<&FieldInput> = Vec::new();
    let mut sound = true;
    for piece in &pieces {
        let Piece::Field { name, spec } = piece else {
            if let Piece::Text(text) = piece {
                format.push_str(&text.replace('{', "{{").replace('}', "}}"));
            }
            continue;
        };
        let found = variant.fields.iter().find(|field| field.name() == *name);
        let Some(field) = found else {
            unknown_field(literal, name, variant, errors);
            sound = false;
            continue;
        };
        if let Some(help) = unfit_spec(name, spec) {
            errors.add(
                literal,
                format_args!("`{{{name}:{spec}}}` shows how the service is built, or needs more than one field"),
                help,
            );
            sound = false;
            continue;
        }
        let known = fields.iter().position(|known| known.name() == *name);
        let index = known.unwrap_or_else(|| {
            fields.push(field);
            fields.len() - 1
        });
        let colon = if spec.is_empty() { "" } else { ":" };
        format.push_str(&format!("{{f{index}{colon}{spec}}}"));
    }
    if !sound {
        return None;
    }
    if fields.is_empty() {
        let fixed = pieces.iter().map(Piece::text).collect::<String>();
        return Some(Message::Fixed(LitStr::new(&fixed, literal.span())));
    }
    let plan = |field: &FieldInput| FieldPlan {
        member: field.member.clone(),
        ty: field.ty.clone(),
    };
    Some(Message::Format(Template {
        format,
        span: literal.span(),
        fields: fields.into_iter().map(plan).collect(),
    }))
}

/// Reads a message of a 5xx, which is the same each time; `None` where it is wrong.
pub(super) fn read_fixed(literal: &LitStr, status: u16, errors: &mut Errors) -> Option<Message> {
    let text = literal.value();
    let pieces = match pieces(&text) {
        Ok(pieces) => pieces,
        Err(fault) => {
            fault.tell(literal, errors);
            return None;
        }
    };
    let field = pieces.iter().find_map(|piece| match piece {
        Piece::Field { name, .. } => Some(name),
        Piece::Text(_) => None,
    });
    if let Some(name) = field {
        errors.add(
            literal,
            format_args!("the `message` of a {status} tells a client of `{{{name}}}`, which is inside the service"),
            "write a text without fields; they are logged, with the request's id",
        );
        return None;
    }
    let fixed = pieces.iter().map(Piece::text).collect::<String>();
    Some(Message::Fixed(LitStr::new(&fixed, literal.span())))
}

/// A part of a message.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Text, its doubled braces undone.
    Text(&'a str),
    /// `{name}` or `{name:spec}`.
    Field { name: &'a str, spec: &'a str },
}

impl Piece<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Field { .. } => "",
        }
    }
}

/// What is wrong with a message's braces.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Nothing,
    Unclosed,
    Unopened,
}

impl Fault {
    fn tell(&self, literal: &LitStr, errors: &mut Errors) {
        match self {
            Self::Nothing => errors.add(
                literal,
                "`message` has a `{}` that names no field",
                "name it: `{id}`, or `{0}` in a tuple; a brace itself is written `{{`",
            ),
            Self::Unclosed => errors.add(
                literal,
                "`message` has a `{` without its `}`",
                "name a field, `{id}`; a brace itself is written `{{`",
            ),
            Self::Unopened => errors.add(
                literal,
                "`message` has a `}` without its `{`",
                "a brace itself is written `}}`",
            ),
        }
    }
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        if brace.starts_with("{{") || brace.starts_with("}}") {
            pieces.push(Piece::Text(&brace[..1]));
            rest = &brace[2..];
            continue;
        }
        let Some(inside) = brace.strip_prefix('{') else {
            return Err(Fault::Unopened);
        };
        let (inside, after) = inside.split_once('}').ok_or(Fault::Unclosed)?;
        if inside.contains('{') {
            return Err(Fault::Unclosed);
        }
        let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
        let name = name.trim();
        if name.is_empty() {
            return Err(Fault::Nothing);
        }
        let name = name.strip_prefix("r#").unwrap_or(name);
        pieces.push(Piece::Field { name, spec });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

fn unknown_field(literal: &LitStr, name: &str, variant: &VariantInput, errors: &mut Errors) {
    let names: Vec<String> = variant.fields.iter().map(FieldInput::name).collect();
    let near = hardpoint_policy::nearest(name, names.iter().map(String::as_str));
    let help = match (near, names.as_slice()) {
        (Some(near), _) => format!("did you mean `{{{near}}}`?"),
        (None, []) => "it has no fields; a brace itself is written `{{`".to_owned(),
        (None, names) => {
            let names: Vec<_> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
            format!("its fields are {}", names.join(", "))
        }
    };
    let owner = &variant.ident;
    errors.add(
        literal,
        format_args!("`{owner}` has no field `{name}`"),
        help,
    );
}

/// What to write instead of a format that does not suit a client, or names a second field.
fn unfit_spec(name: &str, spec: &str) -> Option<String> {
    if spec.ends_with('?') {
        Some(format!(
            "write `{{{name}}}`; `Debug` shows names of types, `Display` what a client may read"
        ))
    } else if spec.contains('$') || spec.contains(".*") {
        Some(format!("write `{{{name}}}`, or widths as numbers"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_doubled_braces_are_told_apart() {
        let field = |name, spec| Piece::Field { name, spec };
        assert_eq!(
            pieces("a {id} {{b}} {0:>4}"),
            Ok(vec![
                Piece::Text("a "),
                field("id", ""),
                Piece::Text(" "),
                Piece::Text("{"),
                Piece::Text("b"),
                Piece::Text("}"),
                Piece::Text(" "),
                field("0", ">4"),
            ])
        );
        assert_eq!(pieces("{r#type}"), Ok(vec![field("type", "")]));
        assert_eq!(pieces(""), Ok(vec![]));
    }

    #[test]
    fn braces_that_do_not_match_are_faults() {
        assert_eq!(pieces("{}"), Err(Fault::Nothing));
        assert_eq!(pieces("{:?}"), Err(Fault::Nothing));
        assert_eq!(pieces("{a"), Err(Fault::Unclosed));
        assert_eq!(pieces("{a {b}"), Err(Fault::Unclosed));
        assert_eq!(pieces("a}"), Err(Fault::Unopened));
        assert_eq!(pieces("{{{a"), Err(Fault::Unclosed));
    }
}

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
        if !is_plain(spec) {
            not_display(literal, name, spec, errors);
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
        written: text.clone(),
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

/// `Debug` and its like are for programmers: they show names of types, and change with them.
fn not_display(literal: &LitStr, name: &str, spec: &str, errors: &mut Errors) {
    errors.add(
        literal,
        format_args!(
            "`{{{name}:{spec}}}` shows a field otherwise than by `Display`, a width and a precision"
        ),
        format_args!("write `{{{name}}}`, `{{{name}:>8}}` or `{{{name}:.2}}`"),
    );
}

/// Whether a format is `[[fill]align][sign][0][width][.precision]`, which `Display` takes.
fn is_plain(spec: &str) -> bool {
    let is_align = |c: &char| "<^>".contains(*c);
    let mut letters: Vec<char> = spec.chars().collect();
    if letters.get(1).is_some_and(is_align) {
        letters.drain(..2);
    } else if letters.first().is_some_and(is_align) {
        letters.drain(..1);
    }
    let rest: String = letters.into_iter().collect();
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(&rest);
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() < 5;
    match rest.split_once('.') {
        Some((width, precision)) => {
            is_number(width) && is_number(precision) && !precision.is_empty()
        }
        None => is_number(rest),
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
    fn only_widths_and_precisions_are_plain() {
        for spec in ["", ">8", "*^8", "08", "+.2", "8.2", "<"] {
            assert!(is_plain(spec), "{spec}");
        }
        for spec in ["?", "#?", "x", ">8x", "width$", ".*", ".", "8.", " ", "#8"] {
            assert!(!is_plain(spec), "{spec}");
        }
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

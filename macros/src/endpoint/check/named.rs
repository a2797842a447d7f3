//! What the name of a type says. The compiler is asked where a name leaves something open, or
//! where what it says would be a mistake: a right program costs nothing.

use syn::{GenericArgument, PathArguments, Type};

/// Extractors of actix's and of ours that never read a body, nor captures by name.
const NO_BODY: &[&str] = &[
    "ConnectionInfo",
    "Data",
    "Header",
    "HttpRequest",
    "Method",
    "Path",
    "PeerAddr",
    "Principal",
    "Query",
    "ReqData",
    "RequestContext",
    "ThinData",
    "Uri",
];

/// Extractors of actix's that read a body, and nothing else.
const BODY: &[&str] = &["Bytes", "Form", "Json", "Payload", "String"];

/// Extractors of `actix-multipart`.
const MULTIPART: &[&str] = &["Multipart", "MultipartForm"];

/// Responders whose answers are whole and set no cookies.
const WHOLE: &[&str] = &["Bytes", "Form", "Html", "Json", "Redirect", "String", "str"];

/// Types whose values are read from one capture.
const SCALARS: &[&str] = &[
    "String", "Uuid", "bool", "char", "f32", "f64", "i16", "i32", "i64", "i8", "isize", "u16",
    "u32", "u64", "u8", "usize",
];

/// What an argument takes of the captures, if its type is called `Path`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Captures {
    /// One value.
    One,
    /// A tuple of so many.
    Tuple(usize),
    /// Whatever its type says.
    Other,
}

/// Whether an argument reads no body, by its name.
pub(super) fn reads_no_body(ty: &Type) -> bool {
    is_unit(ty) || is_one_of(part(ty), NO_BODY)
}

/// Whether an argument is an extractor of actix's or of ours, and no request struct, by its name.
pub(super) fn is_extractor(ty: &Type) -> bool {
    reads_no_body(ty) || is_one_of(part(ty), BODY)
}

/// Whether an argument is a body that is read as it comes, by its name.
pub(super) fn is_payload(ty: &Type) -> bool {
    is_one_of(part(ty), &["Payload"])
}

/// The name of an argument that reads a body in parts with a boundary.
pub(super) fn multipart(ty: &Type) -> Option<String> {
    name(part(ty)).filter(|name| MULTIPART.contains(&name.as_str()))
}

/// Whether an argument reads a header, by its name.
pub(super) fn is_header(ty: &Type) -> bool {
    is_one_of(part(ty), &["Header"])
}

/// Whether answers of this type are whole and set no cookies, by its name.
pub(super) fn is_whole(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_whole(&reference.elem),
        Type::Group(group) => is_whole(&group.elem),
        _ => {
            let inner = part(ty);
            let plain = name(inner).is_some_and(|name| name == "HttpResponse")
                && first_argument(inner).is_none();
            is_unit(inner) || plain || is_one_of(inner, WHOLE)
        }
    }
}

/// What a `Path` takes; `None` for what is called otherwise.
pub(super) fn captures(ty: &Type) -> Option<Captures> {
    let path = part(ty);
    if !is_one_of(path, &["Path"]) {
        return None;
    }
    Some(match first_argument(path).map(ungrouped) {
        Some(Type::Tuple(tuple)) => Captures::Tuple(tuple.elems.len()),
        Some(content) if is_one_of(content, SCALARS) => Captures::One,
        _ => Captures::Other,
    })
}

/// The type of which an `Option` or a `Result` is made, which reads what they read.
fn part(ty: &Type) -> &Type {
    let ty = ungrouped(ty);
    match first_argument(ty) {
        Some(inner) if is_one_of(ty, &["Option", "Result"]) => part(inner),
        _ => ty,
    }
}

fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        ty => ty,
    }
}

fn is_unit(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn is_one_of(ty: &Type, names: &[&str]) -> bool {
    name(ty).is_some_and(|name| names.contains(&name.as_str()))
}

/// The last word of a type's path.
pub(super) fn name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

fn first_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn what_a_path_takes_is_in_its_content() {
        let of = |ty: Type| captures(&ty);
        assert_eq!(
            of(parse_quote!(web::Path<(u64, String)>)),
            Some(Captures::Tuple(2))
        );
        assert_eq!(of(parse_quote!(Option<Path<()>>)), Some(Captures::Tuple(0)));
        assert_eq!(
            of(parse_quote!(Result<Path<uuid::Uuid>, Error>)),
            Some(Captures::One)
        );
        assert_eq!(of(parse_quote!(Path<Order>)), Some(Captures::Other));
        assert_eq!(of(parse_quote!(Path)), Some(Captures::Other));
        assert_eq!(of(parse_quote!(Json<u64>)), None);
        assert_eq!(of(parse_quote!(&Path<u64>)), None);
    }

    #[test]
    fn options_and_results_read_what_their_part_reads() {
        assert!(reads_no_body(&parse_quote!(Option<web::Query<Order>>)));
        assert!(reads_no_body(&parse_quote!(())));
        assert!(!reads_no_body(&parse_quote!(
            Result<web::Json<Order>, Error>
        )));
        assert!(is_extractor(&parse_quote!(Result<web::Json<Order>, Error>)));
        assert!(!is_extractor(&parse_quote!(Order)));
        assert!(is_payload(&parse_quote!(Option<web::Payload>)));
    }

    #[test]
    fn an_answer_is_whole_by_its_name_or_the_compiler_is_asked() {
        let whole: [Type; 5] = [
            parse_quote!(Result<web::Json<Order>, Error>),
            parse_quote!(&'static str),
            parse_quote!(HttpResponse),
            parse_quote!(actix_web::Result<HttpResponse>),
            parse_quote!(Option<String>),
        ];
        assert!(whole.iter().all(is_whole));
        assert!(!is_whole(&parse_quote!(HttpResponse<BodyStream<Order>>)));
        assert!(!is_whole(&parse_quote!(Export)));
    }
}

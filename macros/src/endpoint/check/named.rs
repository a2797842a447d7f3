//! What the name of a type says. The compiler is asked where a name leaves something open, or
//! where what it says would be a mistake: a right program costs nothing.

use syn::{GenericArgument, PathArguments, Type, TypeReference, TypeTuple};

use crate::endpoint::plan::{Captures, Kind};

/// What an argument is.
pub(super) fn kind(ty: &Type) -> Kind {
    if is_transaction(ty) {
        return Kind::Transaction;
    }
    let part = part(ty);
    if is_unit(part) {
        return Kind::Apart;
    }
    let name = name(part);
    match name.as_deref().unwrap_or_default() {
        "Path" => Kind::Path(captures(part)),
        "Header" => Kind::Header,
        "HttpRequest" | "Uri" => Kind::Target,
        "ConnectionInfo" | "Data" | "Method" | "PeerAddr" | "Principal" | "Query" | "ReqData"
        | "RequestContext" | "ThinData" => Kind::Apart,
        "Bytes" | "Form" | "Json" | "String" => Kind::Body,
        "Payload" => Kind::Payload,
        "Multipart" | "MultipartForm" => Kind::Multipart,
        _ => Kind::Unknown,
    }
}

/// Whether a type is called like the transaction of a request.
pub(super) fn is_tx(ty: &Type) -> bool {
    let owned = match ungrouped(ty) {
        Type::Reference(reference) => ungrouped(&reference.elem),
        ty => ty,
    };
    name(owned).is_some_and(|name| name == "Tx")
}

/// The reference that a type is; the transaction is lent, and what is `'static` anybody may hand out.
pub(super) fn borrowed(ty: &Type) -> Option<&TypeReference> {
    let Type::Reference(reference) = ungrouped(ty) else {
        return None;
    };
    let lifetime = reference.lifetime.as_ref();
    let is_static = lifetime.is_some_and(|lifetime| lifetime.ident == "static");
    (!is_static && !is_tx(ty)).then_some(reference)
}

/// Whether answers of this type are whole and set no cookies.
pub(super) fn is_whole(ty: &Type) -> bool {
    let part = match ungrouped(ty) {
        Type::Reference(reference) => return is_whole(&reference.elem),
        ty => part(ty),
    };
    let name = name(part);
    match name.as_deref() {
        Some("HttpResponse") => first_argument(part).is_none(),
        Some("Bytes" | "Form" | "Html" | "Json" | "Redirect" | "String" | "str") => true,
        _ => is_unit(part),
    }
}

/// Whether an argument of this type may go without what it reads.
pub(super) fn may_be_absent(ty: &Type) -> bool {
    let name = name(ungrouped(ty));
    matches!(name.as_deref(), Some("Option" | "Result"))
}

/// The parts of which an argument is made, if there are any.
pub(super) fn tuple(ty: &Type) -> Option<&TypeTuple> {
    match ungrouped(ty) {
        Type::Tuple(tuple) if !tuple.elems.is_empty() => Some(tuple),
        _ => None,
    }
}

/// What a type is called, or what it holds at most once.
pub(super) fn called(ty: &Type) -> Option<String> {
    name(part(ty))
}

/// The last word of a type's path.
fn name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

fn is_transaction(ty: &Type) -> bool {
    match ungrouped(ty) {
        Type::Reference(reference) => reference.mutability.is_some() && is_tx(ty),
        _ => false,
    }
}

fn captures(path: &Type) -> Captures {
    let content = match first_argument(path).map(ungrouped) {
        Some(Type::Tuple(tuple)) => return Captures::Tuple(tuple.elems.len()),
        content => content.and_then(name),
    };
    match content.as_deref() {
        Some(
            "String" | "Uuid" | "bool" | "char" | "f32" | "f64" | "i16" | "i32" | "i64" | "i8"
            | "isize" | "u16" | "u32" | "u64" | "u8" | "usize",
        ) => Captures::One,
        _ => Captures::Other,
    }
}

/// The type of which an `Option` or a `Result` is made, which reads what they read.
fn part(ty: &Type) -> &Type {
    let ty = ungrouped(ty);
    match first_argument(ty) {
        Some(inner) if matches!(name(ty).as_deref(), Some("Option" | "Result")) => part(inner),
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
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
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
        let of = |ty: Type| kind(&ty);
        let path = Kind::Path;
        assert_eq!(
            of(parse_quote!(web::Path<(u64, String)>)),
            path(Captures::Tuple(2))
        );
        assert_eq!(of(parse_quote!(Option<Path<()>>)), path(Captures::Tuple(0)));
        assert_eq!(
            of(parse_quote!(Result<Path<uuid::Uuid>, Error>)),
            path(Captures::One)
        );
        assert_eq!(of(parse_quote!(Path<Order>)), path(Captures::Other));
        assert_eq!(of(parse_quote!(Path)), path(Captures::Other));
        assert_eq!(of(parse_quote!(&Path<u64>)), Kind::Unknown);
    }

    #[test]
    fn options_and_results_are_what_their_part_is() {
        let of = |ty: Type| kind(&ty);
        assert_eq!(of(parse_quote!(Option<web::Query<Order>>)), Kind::Apart);
        assert_eq!(of(parse_quote!(())), Kind::Apart);
        assert_eq!(
            of(parse_quote!(Result<web::Json<Order>, Error>)),
            Kind::Body
        );
        assert_eq!(of(parse_quote!(Option<web::Payload>)), Kind::Payload);
        assert_eq!(of(parse_quote!(Order)), Kind::Unknown);
        assert_eq!(of(parse_quote!((Path<u8>, Order))), Kind::Unknown);
    }

    #[test]
    fn a_transaction_is_borrowed_to_be_written() {
        assert_eq!(kind(&parse_quote!(&mut hardpoint::Tx)), Kind::Transaction);
        assert_eq!(kind(&parse_quote!(&'a mut Tx)), Kind::Transaction);
        for other in [parse_quote!(&Tx), parse_quote!(Tx)] {
            assert_eq!(kind(&other), Kind::Unknown);
            assert!(is_tx(&other));
        }
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

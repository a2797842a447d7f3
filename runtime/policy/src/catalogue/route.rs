//! The rules of the route and of its captures.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    route: a_route_is_said_once,
        "With two routes, one of them would be dropped in silence.",
        "Write one function per route, or name the methods of one path in actix's `#[route]`.";
    route: a_route_is_said_in_one_place,
        "Said in `#[endpoint]` and in an attribute of actix, the two could differ.",
        "Remove one of the two.";
    route: routes_have_one_path,
        "An endpoint is known by its path in metrics and in keys of stores.",
        "Write one function per path, which may call the same function.";
    route: routes_lists_some,
        "`#[routes]` by itself mounts nothing.",
        "Add `#[get(\"/path\")]` below it.";
    route: a_path_has_a_method,
        "Without a method nobody knows which requests are meant.",
        "Write `get = \"/path\"`, or another method.";
    route: a_path_begins_with_a_slash,
        "A path without it matches nothing.",
        "Write the `/`.";
    route: a_path_has_no_empty_segment,
        "`//` matches only requests that are spelled wrong in the same way.",
        "Write one `/`.";
    route: a_path_has_no_query,
        "A route is found by the path alone, so what follows `?` or `#` would be ignored.",
        "Write the path alone, and read the query with `web::Query`.";
    route: a_path_has_no_white_space,
        "White space and control characters come escaped, and would match nothing.",
        "Remove them, or take the segment with a capture.";
    route: a_capture_is_closed,
        "A brace without its other half makes the service panic at start.",
        "Write the other brace.";
    route: a_capture_has_a_name,
        "A capture is read by its name: letters, digits and `_`, no digit first.",
        "Write such a name, as in `{id}`.";
    route: a_capture_stands_in_braces,
        "`:id` and `<id>` are what others write, and match nothing here but themselves.",
        "Write `{id}`.";
    route: a_capture_is_named_once,
        "Of two captures of one name, one could not be read.",
        "Give one of them another name.";
    route: an_expression_can_be_compiled,
        "An expression that no engine takes makes the service panic at start.",
        "Write a plain one, or check in the handler.";
    route: a_tail_has_a_name,
        "`*` without a capture before it matches nothing.",
        "Write `{tail}*`.";
    route: a_tail_has_no_expression,
        "The router takes an expression or a tail, not both.",
        "Write one of the two.";
    route: a_path_has_few_captures,
        "The router takes at most 16, and panics at start beyond.",
        "End the path with `{tail}*`, and take it apart in the handler.";
    route: an_attribute_of_actix_can_be_read,
        "What cannot be read of the route would not be mounted.",
        "Write `#[get(\"/path\")]`, or `#[route(\"/path\", method = \"GET\")]`.";
    route: a_method_is_known,
        "A method that is misspelt would never be met.",
        "Write one of the methods of HTTP, each once.";
    route: a_route_of_actix_names_a_method,
        "Without a method nobody knows which requests are meant.",
        "Add `method = \"GET\"`.";
    route: guards_and_wraps_are_mounted_by_hand,
        "What actix's attribute wraps around a route would not stand around the endpoint.",
        "Remove the route from the attribute, and mount the endpoint by hand.";
    captures: tags_name_what_the_request_holds,
        "A tag that never finds its value would never be invalidated.",
        "Name a capture of the path, or a field that an argument reads from the query.";
    captures: a_capture_is_read,
        "A capture that nobody reads is a value that nobody checks.",
        "Add an argument that reads the path, or begin the capture's name with `_`.";
];

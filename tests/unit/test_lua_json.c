/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.json and virt.sha256. */
#include "lua_world.h"

#define ROUND(text) "return virt.json.encode(virt.json.decode '" text "')"

static void test_texts(struct world *world)
{
    static const struct value_case cases[] = {
        { "return virt.json.encode { b = 1, a = { 1, 'x', true } }",
          "{\"a\":[1,\"x\",true],\"b\":1}", "an object has sorted keys" },
        { "return virt.json.encode({ { a = {} } }, { pretty = true })",
          "[\n  {\n    \"a\": {}\n  }\n]", "it can be for people" },
        { "return virt.json.encode(2.0) .. virt.json.encode(0.1) .. "
          "virt.json.encode(1/3) .. ' ' .. virt.json.encode(1e300)",
          "2.00.10.3333333333333333 1e+300", "numbers keep what they are" },
        { "return virt.json.encode '\"\\n\\0/ä'", "\"\\\"\\n\\u0000/ä\"",
          "texts are escaped where they must be" },
        { "return virt.json.encode { c.batch.names, virt.json.list(c.batch."
          "names), c.explicit }",
          "[[\"web1\"],[\"web1\"],{\"disk\":false,\"mac\":false,\"uuid\":false}"
          "]",
          "what is read-only is written like another table" },
        { "return virt.json.encode { virt.json.null, virt.json.list() }",
          "[null,[]]", "null and the empty list have a place" },
        { "return virt.json.encode(print)", "!a function has no place in JSON",
          "a function has none" },
        { "return virt.json.encode(1/0)", "!JSON has no number inf",
          "nor has what is no number" },
        { "return virt.json.encode '\\xff'",
          "!a text that is not UTF-8 has no place in JSON",
          "nor bytes that are no text" },
        { "return virt.json.encode { 1, a = 2 }",
          "!a table for JSON is a list without holes, or has texts as keys; "
          "it has the number 1",
          "a table that is both list and object is refused" },
        { "return virt.json.encode { 1, nil, 3 }",
          "!a table for JSON is a list without holes, or has texts as keys; "
          "it has the number 1",
          "so is a list with a hole" },
        { "local t = {} t.t = t return virt.json.encode(t)",
          "!a table for JSON is nested deeper than 64 levels, or in itself",
          "so is one in itself" },
        { "return virt.json.encode({}, { prety = true })",
          "!virt.json.encode has no option 'prety' (did you mean 'pretty'?)",
          "a wrong option is told" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_values(struct world *world)
{
    static const struct value_case cases[] = {
        { ROUND("{\"a\":[1,2.5,\"x\",null,true,false,{},[]]}"),
          "{\"a\":[1,2.5,\"x\",null,true,false,{},[]]}",
          "what is read is written the same" },
        { ROUND("[-9223372036854775808,9223372036854775807]"),
          "[-9223372036854775808,9223372036854775807]",
          "whole numbers are exact, the smallest and the largest too" },
        { "return math.type(virt.json.decode(virt.json.encode("
          "math.mininteger)))",
          "integer", "and stay whole" },
        { ROUND("\"\\\\u00e4\\\\ud83d\\\\ude00\\\\u0000\""), "\"ä😀\\u0000\"",
          "escapes become characters" },
        { "return virt.json.decode ' 5 '", "5",
          "blanks around it are nothing" },
        { "return math.type(virt.json.decode '5.0')", "float",
          "a fraction stays one, even of zero" },
        { "return virt.json.decode('[null]')[1] == virt.json.null", "true",
          "null is virt.json.null" },
        { "return virt.json.decode ''",
          "!byte 1 of the JSON: unexpected end of data",
          "no text is no value" },
        { "return virt.json.decode '{\"a\":'",
          "!byte 6 of the JSON: unexpected end of data",
          "nor is a text that is cut off" },
        { "return virt.json.decode '[1] x'",
          "!byte 5 of the JSON: unexpected character",
          "nor one with more after the value" },
        { "return virt.json.decode '[1]\\0[2]'",
          "!byte 4 of the JSON: something comes after the value",
          "nor one with more behind a NUL byte" },
        { "return virt.json.decode '{a:1}'",
          "!byte 2 of the JSON: quoted object property name expected",
          "nor one that JSON does not have" },
        { "return virt.json.decode '[1,]'",
          "!byte 4 of the JSON: unexpected character",
          "nor one with a comma too many" },
        { "return virt.json.decode '[99999999999999999999]'",
          "!byte 2 of the JSON: the number is too large",
          "a number that does not fit is not changed silently" },
        { "return virt.json.decode '[9223372036854775808]'",
          "!byte 2 of the JSON: the number is too large",
          "nor one that is too large by one" },
        { "return virt.json.decode '-9223372036854775809'",
          "!byte 1 of the JSON: the number is too large", "or too small" },
        { "return virt.json.decode '1e999'",
          "!a number in the JSON is too large, or none",
          "nor one that would be infinite" },
        { "return virt.json.decode '[NaN]'",
          "!a number in the JSON is too large, or none",
          "what is no number is none" },
        { "return virt.json.decode '{\"b\":1, \"a\\\\u0000b\" : 1}'",
          "!byte 9 of the JSON: a name must not hold a NUL",
          "a name is not cut at a NUL" },
        { ROUND("[\"a\\\\u0000b\",{\"\\\\\\\\u0000\":\"\\\\\"1e99\"}]"),
          "[\"a\\u0000b\",{\"\\\\u0000\":\"\\\"1e99\"}]",
          "a text may hold one, a name what looks like one" },
        { "return virt.json.decode '/*\"*/ 1'",
          "!byte 1 of the JSON: unexpected character", "nor are comments" },
        { "return virt.json.decode \"{'a':1}\"",
          "!byte 2 of the JSON: a text is in double quotes",
          "single quotes are no JSON" },
        { "return virt.json.decode(('['):rep(100) .. (']'):rep(100))",
          "!byte 65 of the JSON: nesting too deep", "depth has a limit" },
        { "return virt.json.encode(virt.json.list(virt.json.decode '[]'))",
          "[]", "a list may be marked again" },
        { "return virt.json.encode { ['\\xff'] = 1 }",
          "!a text that is not UTF-8 has no place in JSON",
          "nor has a key that is not UTF-8" },
        { "return virt.json.decode(5)",
          "!virt.json.decode wants a text, not a number",
          "what is no text is refused" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_rest(struct world *world)
{
    static const struct value_case cases[] = {
        { "return virt.sha256 'abc'",
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "the SHA-256 of abc is the standard's" },
        { "return virt.sha256 '\\0' == virt.sha256 ''", "false",
          "a NUL byte counts" },
        { "return virt.sha256(5)", "!virt.sha256 wants a text, not a number",
          "only texts have one" },
        { "virt.json.encode = print",
          "!virt.json is read-only: 'encode' "
          "cannot be set",
          "the library cannot be changed" },
    };

    world_values(world, cases, COUNT(cases));
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    test_texts(&world);
    test_values(&world);
    test_rest(&world);
    return done_testing();
}

/* XML that is whole, and what is not, or is not as our library writes it; and it comes in any pieces. */
#include "xml_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_whole(const char *text)
{
    struct xml_scan scan = {0};
    xml_scan_add(&scan, (const unsigned char *)text, strlen(text));
    return xml_scan_is_whole(&scan);
}

static const char whole[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                            "<book xmlns:r=\"http://x.org/a\"><row r=\"1\"><c s=\"2\"><v>1</v></c><c/></row>\n"
                            "<row r=\"2\"/><r:t>a &lt; b</r:t></book>";

static void what_is_whole(void **state)
{
    (void)state;
    assert_true(is_whole(whole));
    assert_true(is_whole("<a/>"));
    assert_true(is_whole("<a x=\"\" y=\"a/b>\"/>"));
}

static void what_is_not(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "",
        "text",
        "<a>",
        "</a>",
        "<a/><a/>",
        "<a></b>",
        "<a><b></a></b>",
        "<a",
        "<a x=\"1/>",
        "<a x=1/>",
        "<a x/>",
        "<a  />",
        "<a/",
        "<>",
        "<a x=\"<\"/>",
        "<a x=\"1\"y=\"2\"/>",
        "<a/>>/a<",
        "<a></a ></a>",
        "<?xml?>",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        if (is_whole(broken[i]))
            print_error("%s\n", broken[i]);
        assert_false(is_whole(broken[i]));
    }
}

static void cuts_and_pieces(void **state)
{
    (void)state;
    const unsigned char *text = (const unsigned char *)whole;
    for (size_t cut = 0; cut + 1 < sizeof whole; cut++) {
        struct xml_scan scan = {0};
        xml_scan_add(&scan, text, cut);
        assert_false(xml_scan_is_whole(&scan));
        xml_scan_add(&scan, text + cut, sizeof whole - 1 - cut);
        assert_true(xml_scan_is_whole(&scan));
    }
}

static void too_deep(void **state)
{
    (void)state;
    struct xml_scan scan = {0};
    for (int i = 0; i <= XML_DEPTH; i++)
        xml_scan_add(&scan, (const unsigned char *)"<a>", 3);
    for (int i = 0; i <= XML_DEPTH; i++)
        xml_scan_add(&scan, (const unsigned char *)"</a>", 4);
    assert_false(xml_scan_is_whole(&scan));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_whole),
        cmocka_unit_test(what_is_not),
        cmocka_unit_test(cuts_and_pieces),
        cmocka_unit_test(too_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

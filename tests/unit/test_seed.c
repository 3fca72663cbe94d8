/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "guest/seed.h"
#include "tap.h"

#include <string.h>
#include <strings.h>

/* The substitution map of a clone with one interface. */
static char *map(void *data, const char *text)
{
    (void)data;
    return strcasecmp(text, "52:54:00:ab:cd:ef") ? NULL
                                                 : mem_dup("52:54:00:12:34:56");
}

static const struct seed_machine web = {
    .hostname = "web01",
    .instance_id = "new-id",
    .rewrite = map,
};

struct result {
    char *text;
    struct seed_news news;
};

/* What becomes of one file. */
static struct result renew(const char *name, const char *text)
{
    struct result result = { 0 };
    AUTO(strv_done) struct strv files = { 0 };
    struct err err = ERR_INIT;

    seed_put(&files, name, text);
    if (seed_renew(&files, &web, &result.news, &err))
        result.text = mem_dup(err.text);
    else
        result.text = mem_dup(seed_file(&files, name));
    return result;
}

static void result_done(struct result *result)
{
    free(result->text);
    seed_news_done(&result->news);
}

static const struct {
    const char *test, *file, *from, *to;
} files[] = {
    { "meta-data has a new id and host name, and keeps the rest", "meta-data",
      "instance-id: iid-1\nlocal-hostname: base\npublic-keys: [ssh-rsa A]\n",
      "instance-id: \"new-id\"\nlocal-hostname: \"web01\"\npublic-keys: "
      "[ssh-rsa A]\n" },
    { "the host name keeps its domain", "meta-data",
      "instance-id: iid-1\nlocal-hostname: base.example.org\n",
      "instance-id: \"new-id\"\nlocal-hostname: \"web01.example.org\"\n" },
    { "meta-data may be JSON", "meta-data",
      "{\"instance-id\": \"1\", \"local-hostname\": \"base\"}",
      "{\"instance-id\": \"new-id\", \"local-hostname\": \"web01\"}" },
    { "meta-data may be empty", "meta-data", "",
      "local-hostname: \"web01\"\n" },
    { "an interface is matched by its new address", "network-config",
      "version: 2\nethernets:\n  nic0:\n    match: {macaddress: "
      "52:54:00:AB:CD:EF}\n    dhcp4: true\n",
      "version: 2\nethernets:\n  nic0:\n    match: {macaddress: "
      "\"52:54:00:12:34:56\"}\n    dhcp4: true\n" },
    { "so it is in the older form", "network-config",
      "version: 1\nconfig:\n- type: physical\n  name: eth0\n"
      "  mac_address: '52:54:00:ab:cd:ef'\n",
      "version: 1\nconfig:\n- type: physical\n  name: eth0\n"
      "  mac_address: \"52:54:00:12:34:56\"\n" },
    { "user-data is kept to the letter", "user-data",
      "#cloud-config\n# mine\nusers: [default]\n",
      "#cloud-config\n# mine\nusers: [default]\n" },
    { "but for the host name that it says", "user-data",
      "#cloud-config\nhostname: base # old\nfqdn: base.example.org\n",
      "#cloud-config\nhostname: \"web01\" # old\nfqdn: "
      "\"web01.example.org\"\n" },
    { "a script is kept", "user-data", "#!/bin/sh\nhostname base\n",
      "#!/bin/sh\nhostname base\n" },
    { "vendor-data is kept", "vendor-data", "#cloud-config\nhostname: base\n",
      "#cloud-config\nhostname: base\n" },
    { "a config drive has a new id and host name",
      "openstack/latest/meta_data.json",
      "{\"uuid\": \"1\", \"hostname\": \"base.local\", \"name\": \"base\"}",
      "{\"uuid\": \"new-id\", \"hostname\": \"web01.local\", \"name\": "
      "\"web01\"}" },
    { "a config drive has the new addresses",
      "openstack/2018-08-27/network_data.json",
      "{\"links\": [{\"ethernet_mac_address\": \"52:54:00:ab:cd:ef\"}]}",
      "{\"links\": [{\"ethernet_mac_address\": \"52:54:00:12:34:56\"}]}" },
};

static void check_files(void)
{
    for (size_t i = 0; i < COUNT(files); i++) {
        struct result result = renew(files[i].file, files[i].from);

        if (!strcmp(files[i].from, ""))
            ok(strstr(result.text, files[i].to) &&
                   strstr(result.text, "instance-id: \"new-id\""),
               files[i].test);
        else
            is_str(result.text, files[i].to, files[i].test);
        result_done(&result);
    }
}

static const struct {
    const char *test, *file, *text, *clash, *note;
} told[] = {
    { "a fixed address is told", "network-config",
      "ethernets: {e: {addresses: [10.0.0.5/24], gateway4: 10.0.0.1, "
      "nameservers: {addresses: [10.0.0.2]}}}",
      "network-config gives both machines the address 10.0.0.5/24", NULL },
    { "a fixed address of the older form is told", "network-config",
      "config:\n- type: physical\n  subnets:\n  - {type: static, address: "
      "fd00::5/64}\n- type: nameserver\n  address: [10.0.0.2]\n",
      "network-config gives both machines the address fd00::5/64", NULL },
    { "host keys of the user's data are told", "user-data",
      "#cloud-config\nssh_keys: {rsa_private: A, rsa_public: B}\n",
      "user-data gives both machines the same SSH host keys", NULL },
    { "a host name that is to stay is told", "user-data",
      "#cloud-config\npreserve_hostname: true\n",
      "user-data has preserve_hostname: the guest keeps the host name that it "
      "has",
      NULL },
    { "an address of no interface is told", "network-config",
      "ethernets: {e: {match: {macaddress: '52:54:00:00:00:01'}}}", NULL,
      "network-config names the MAC address 52:54:00:00:00:01, which no "
      "interface has" },
    { "a script that could set the name is told", "user-data",
      "#!/bin/sh\nhostname base\n", NULL,
      "user-data stays as it is, and says something of a hostname" },
    { "nothing is told of what is in order", "user-data",
      "#cloud-config\nusers: [default]\n", NULL, NULL },
};

static void check_news(void)
{
    for (size_t i = 0; i < COUNT(told); i++) {
        struct result result = renew(told[i].file, told[i].text);
        const struct seed_news *news = &result.news;

        is_str(news->clashes.n == 1 ? news->clashes.v[0] : NULL, told[i].clash,
               told[i].test);
        is_str(news->notes.n == 1 ? news->notes.v[0] : NULL, told[i].note,
               "... and nothing else");
        result_done(&result);
    }
}

static void check_new(void)
{
    AUTO(strv_done) struct strv made = { 0 };
    AUTO(seed_news_done) struct seed_news news = { 0 };
    struct err err = ERR_INIT;

    ok(!seed_renew(&made, &web, &news, &err), "a seed is made of nothing");
    is_str(seed_file(&made, "user-data"), "#cloud-config\n",
           "it has user-data that asks for nothing");
    is_str(seed_file(&made, "meta-data"),
           "instance-id: \"new-id\"\nlocal-hostname: \"web01\"\n",
           "it has meta-data that names the machine");
    is_str(seed_file(&made, "network-config"), NULL,
           "the network is left to the guest");
}

int main(void)
{
    struct result bad;

    check_files();
    check_news();
    check_new();
    bad = renew("network-config", "a: [\n");
    is_str(bad.text,
           "network-config of the seed: line 2: did not find expected node "
           "content",
           "a network-config that is broken is an error");
    result_done(&bad);
    ok(seed_is_label("cidata") && seed_is_label("CIDATA") &&
           seed_is_label("config-2") && !seed_is_label("Debian"),
       "a seed is known by its label");
    return done_testing();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/clone_json.h"
#include "clone/batch.h"
#include "clone/method.h"
#include "clone/redact.h"

static struct json_object *disk_json(const struct disk *disk)
{
    struct json_object *object = json_object_new_object();
    const struct engine *engine = disk->engine;

    json_put_text(object, "target", disk->target);
    json_put_text(object, "action", disk->choice.action);
    json_put_text(object, "method", engine ? method_name(disk) : NULL);
    json_put_text(object, "source", disk->image.path);
    json_put_text(object, "path", disk->path);
    json_put_text(object, "pool", disk->pool);
    json_put_text(object, "volume", disk->pool ? disk->name : NULL);
    json_put_text(object, "format", disk->choice.format);
    json_put_text(object, "backing", disk_backing(disk));
    json_put_number(object, "capacity", disk->image.capacity);
    json_put_number(object, "bytes", disk->bytes);
    json_put_text(object, "not_cheaper",
                  *disk->why.text ? disk->why.text : NULL);
    return object;
}

static struct json_object *disks_json(const struct clone *clone)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < clone->n_disks; i++)
        json_object_array_add(array, disk_json(&clone->disks[i]));
    for (size_t i = 0; i < clone->n_sides; i++)
        json_object_array_add(array, disk_json(&clone->sides[i].disk));
    return array;
}

static struct json_object *findings_json(const struct findings *findings)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->v[i];
        struct json_object *object = json_object_new_object();

        json_put_text(object, "kind", finding_word(finding->kind));
        json_put_text(object, "where", finding->where);
        json_put_text(object, "text", finding->text);
        json_object_array_add(array, object);
    }
    return array;
}

static void add_macs(struct json_object *object, const struct clone *clone)
{
    AUTO(xml_nodes_done) struct xml_nodes nics =
        xml_all(xml_root(clone->xml), "devices/interface");
    AUTO(strv_done) struct strv macs = { 0 };

    for (size_t i = 0; i < nics.n; i++) {
        char *mac = xml_get(nics.v[i], "mac/@address");

        if (mac)
            strv_take(&macs, mac);
    }
    json_put_list(object, "macs", &macs);
}

static struct json_object *guest_json(const struct clone *clone)
{
    const struct clone_guest *guest = &clone->guest;
    struct json_object *object = json_object_new_object();
    AUTO(strv_done) struct strv names = { 0 };

    for (size_t i = 0; i < guest->n_methods; i++)
        strv_add(&names, guest->methods[i]->name);
    json_put_list(object, "identity", &names);
    json_put_text(object, "hostname",
                  guest->n_methods ? guest->hostname : NULL);
    json_put_list(object, "steps", &guest->steps);
    json_put_list(object, "kept", &guest->kept);
    return object;
}

/* What several clones stand on: the same in each of them. */
static struct json_object *base_json(const struct clone *base)
{
    struct json_object *object = json_object_new_object();

    json_object_object_add(object, "disks", disks_json(base));
    json_put_list(object, "steps", &base->guest.steps);
    return object;
}

static struct json_object *clone_json(const struct clone *clone)
{
    struct json_object *object = json_object_new_object();
    const struct clone *base = clone->spec->shared->sealed.base;

    json_put_text(object, "source", clone->source.name);
    json_put_text(object, "name", clone->name);
    json_put_text(object, "uuid", clone->uuid);
    json_object_object_add(object, "disks", disks_json(clone));
    add_macs(object, clone);
    json_object_object_add(object, "findings",
                           findings_json(&clone->findings));
    json_object_object_add(object, "guest", guest_json(clone));
    if (base)
        json_object_object_add(object, "base", base_json(base));
    json_put_list(object, "notes", &clone->notes);
    return object;
}

struct json_object *clone_json_plan(const struct clone *clone)
{
    struct json_object *object = clone_json(clone);
    AUTO(free) char *text = xml_text(clone->xml);
    AUTO(free) char *safe = redact(&clone->secrets, text);

    json_put_text(object, "xml", safe);
    return object;
}

struct json_object *clone_json_result(const struct batch_result *result)
{
    struct json_object *object = clone_json(result->clone);

    json_put_text(object, "status",
                  result->rc ? err_word(result->err.code) : "ok");
    json_put_text(object, "error", result->rc ? result->err.text : NULL);
    json_put_list(object, "warnings", &result->clone->warnings);
    return object;
}

void clone_json_progress(struct batch *batch)
{
    struct json_object *object = json_object_new_object();
    uint64_t done, total;

    batch_progress(batch, &done, &total);
    json_put_text(object, "event", "progress");
    json_put_number(object, "done", done);
    json_put_number(object, "total", total);
    fprintf(stderr, "%s\n",
            json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
    json_object_put(object);
}

/* web/request.h - one request from its head to its answer.
 *
 * A handler translates: it reads the form, asks the rooms below, prints a page. It runs on an HTTP thread
 * and never blocks: what must wait (a commit, a look that must be durable first, argon2id) parks the
 * request and goes on in a second function. The router turns a failed handler's err into a page. */
#pragma once
#include "ledger/writer.h"
#include "practice/second_factor.h"
#include "record/record.h"
#include "web/html.h"

enum method { METHOD_GET, METHOD_POST };

struct pair { text name, value; };
struct upload { text field, file_name, type; text content; text problem; };    // problem: of web/scan.h

struct server;
struct request {
    struct server *server;
    struct arena *arena;
    enum method method;
    text path;                        // decoded, without query
    text pattern;                     // of its route, for logs: "/children/{child}"
    struct pair path_values[4]; size_t path_value_count;       // {child}
    struct pair *query; size_t query_count;
    struct pair *fields; size_t field_count;                   // of a form, in order; a name may come twice
    struct upload *uploads; size_t upload_count;
    text body, content_type;          // of the JSON API
    bool api;                         // path begins with /api/
    text address;                     // of the client, as far as it can be trusted
    instant now; day today;
    struct store *store;              // this thread's read connection, inside a read snapshot
    uint64_t known_size; day known_day;        // "as known on"; UINT64_MAX, unknown: now
    instant so_at;                    // "as of": what was so then; unknown: now
    uint64_t size;                    // entries in that snapshot; every answer says it
    struct actor actor;               // role ROLE_NONE when not signed in
    bool signed_in;
    bool second_factor;               // of whoever is signed in: a code can be asked of them
    text csrf;                        // token for forms of this session, masked anew for each answer
    text authority; bool demonstration;
    struct html page;                 // the answer is written here
    int status; text answer_type;     // 200, text/html
    /* private to web/ */
    struct request_state *state;
};

text request_path_value(const struct request *rq, const char *name);
text request_query(const struct request *rq, const char *name);        // empty when absent
bool request_over_tls(const struct request *rq);         // also when a believed proxy says so
bool request_has_field(const struct request *rq, const char *name);
text request_field(const struct request *rq, const char *name);        // the first; empty when absent

typedef bool request_handler(struct request *rq, struct error *err);

/* ---- routes ---- */

struct route {
    enum method method;
    const char *path;                 // "/children/{child}/records/{record}"
    enum may may;
    request_handler *handle;
    bool takes_file;                  // a larger body, multipart
    size_t body_most;                 // bytes, where it is less than for other forms with files; 0: as those
    bool carried_off;                 // the answer is kept outside: every look is durable before it is given
    bool no_csrf;                     // only for /sign-in, the CSP report and the public form
    bool held_back_too;               // also for whoever must set up a second factor first
    bool bare;                        // is answered without session and store: rq->store is NULL
    const char *query;                // names that its query may hold, parted by blanks; for OpenAPI
    const char *about;                // for OpenAPI and the role walk; API routes must have it
};
extern const struct route *const all_routes[];         // lists, each ended by an empty row; ends with NULL

/* ---- answering ---- */

void reply_see_other(struct request *rq, text where);                  // 303
void reply_download(struct request *rq, text file_name, text type, text content);
void reply_header(struct request *rq, const char *name, text value);
/* A file of a record as a download that no browser runs; ERROR_ABSENT for one that was erased by law. */
struct attachment;
MUST_USE bool reply_file(struct request *rq, const struct attachment *file, struct error *err);

/* ---- waiting ---- */

/* Parks the request, queues the write, and goes on in `after` on an HTTP thread with a fresh snapshot that
 * holds what was written. When the write was refused, request_refused() tells
 * `after` why; a handler that does not care returns false with that error. */
MUST_USE bool request_write(struct request *rq, struct write *write, request_handler *after,
                            struct error *err);
bool request_refused(const struct request *rq, struct error *why);
/* An empty bundle of at most `room` records, freed with the request; give its write to request_write. */
struct record_bundle *request_bundle(struct request *rq, size_t room);
id request_kept_record(const struct request *rq);        // what form_keep made
void request_set_with(struct request *rq, void *with);   // what a handler keeps over a wait
void *request_with(const struct request *rq);
/* Parks the request while the job thread runs work(with): for what takes a moment, as argon2id does. */
MUST_USE bool request_job(struct request *rq, void (*work)(void *with), void *with,
                          request_handler *after, struct error *err);

/* The same on a thread for what takes long or waits for another program: PDFs, the scanner of files. */
MUST_USE bool request_long_job(struct request *rq, void (*work)(void *with), void *with,
                               request_handler *after, struct error *err);

/* Parks the request while the ledger is signed as it stands. */
MUST_USE bool request_checkpoint(struct request *rq, request_handler *after, struct error *err);

/* Opens a subject's record for this request and sees to the look: queued for LOOK_SOON; for LOOK_FIRST, and of a
 * record that is restricted or opened in an emergency, the request is parked until the look is durable and the
 * handler is run again from the start. False with err->kind == ERROR_NONE then: return false at once. known: "as
 * known on" of the query, if any. */
MUST_USE bool request_open_child(struct request *rq, id subject, enum may may,
                                 const struct pass **pass, struct error *err);

/* The same for further subjects of one request, brothers and sisters of a call: what may be written is asked of
 * whom request_open_child opened last. */
MUST_USE bool request_open_also(struct request *rq, id subject, enum may may, const struct pass **pass,
                                struct error *err);

/* Rows of many are given out, `what` by its path: parks as above until a look at nobody in particular is durable. */
MUST_USE bool request_export(struct request *rq, const char *what, struct error *err);

/* Looks that practice/ made beside what it gave on without a pass: seen to as above. */
MUST_USE bool request_looked(struct request *rq, const struct look *looks, size_t count, struct error *err);

/* ---- state of a signed-in person ---- */

/* Parks; answers with 303 to next. ROLE_NONE: only as far as the page that asks for the code. */
MUST_USE bool request_sign_in(struct request *rq, const struct account *account, enum role role,
                              text next, struct error *err);
/* Whose password was right and whose code is to come; false: nobody's. */
bool request_awaits_code(const struct request *rq, id *account);
/* A second factor's code of whoever is signed in, or nearly so: parks while it is used up, and `after` asks for the
 * answer. A good one confirms a session for CONFIRMED_MINUTES. */
MUST_USE bool request_take_code(struct request *rq, text code, request_handler *after, struct error *err);
bool request_code_tried(const struct request *rq);       // in this request
enum code_answer request_code_answer(const struct request *rq);
const char *code_problem(enum code_answer answer);       // for the page; NULL: there is none
MUST_USE bool request_confirmed(struct request *rq, bool *confirmed, struct error *err);
hash request_session(const struct request *rq);          // its token's hash
const struct secret_key *request_secrets(const struct request *rq);      // NULL: this server has none
MUST_USE bool request_sign_out(struct request *rq, struct error *err);
/* What was typed into a form whose session had ended, if it was this person and this path. */
bool request_kept_form(struct request *rq);              // fills rq->fields from it and forgets it
/* Keeps the form in hand under that path, as one types; parks, and says when it is on disk. */
MUST_USE bool request_keep_draft(struct request *rq, text path, struct error *err);

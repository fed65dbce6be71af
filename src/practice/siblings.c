#include "practice/siblings.h"

#define STANDS(a) a ".superseded_seq = " NEVER_SQL
#define PARENTS "('MOTHER', 'FATHER', 'STEP', 'ADOPTER')"
#define SIBLINGS "('SIB_FULL', 'SIB_HALF', 'SIB_STEP')"
enum { ASKED_MAX = 3 * SIBLINGS_MAX };

/* By either's record. A parent's own record may hold the tie as well: of whom is this a child. */
#define SIBLINGS_SQL \
    "WITH kin AS (SELECT o.subject AS person FROM relationship AS r JOIN relationship AS o" \
    "  ON o.related_person_id = r.related_person_id" \
    "  WHERE r.subject = :child AND r.relationship IN " PARENTS " AND o.relationship IN " PARENTS \
    "  AND " STANDS("r") " AND " STANDS("o") \
    " UNION SELECT r.related_person_id FROM relationship AS r" \
    "  WHERE r.subject = :child AND r.relationship IN " SIBLINGS " AND " STANDS("r") \
    " UNION SELECT r.subject FROM relationship AS r" \
    "  WHERE r.related_person_id = :child AND r.relationship IN " SIBLINGS " AND " STANDS("r") ")" \
    " SELECT l.person FROM kin JOIN listed AS l ON l.person = kin.person" \
    " WHERE l.child = 1 AND l.died = 0 AND l.person <> :child ORDER BY coalesce(l.born, 0) DESC, l.person LIMIT :most"

bool siblings_of(struct store *store, const struct actor *actor, enum may may, id child, id found[SIBLINGS_MAX],
                 size_t *count, struct error *err)
{
    struct statement *s;
    id all[ASKED_MAX];
    size_t asked = 0;
    *count = 0;
    if (!store_prepare_literal(store, SIBLINGS_SQL, &s, err))
        return false;
    bind_id(s, "child", child);
    bind_int(s, "most", ASKED_MAX);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && asked < ASKED_MAX)
        all[asked++] = column_id(s, 0);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    for (size_t i = 0; i < asked && *count < SIBLINGS_MAX; i++) {
        bool opens;
        if (!access_opens(store, actor, may, all[i], &opens, err))
            return false;
        if (opens)
            found[(*count)++] = all[i];
    }
    return true;
}

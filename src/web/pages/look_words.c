/* What somebody looked at, in words: for the child's own people, who know no routes. */
#include "web/pages/pages.h"

#include <string.h>

static const struct { const char *route, *words; } looks[] = {
    { "/children/{child}", "Their page" },
    { "/children/{child}/print", "Everything, to print" },
    { "/children/{child}/pdf", "Everything, as a PDF to carry away" },
    { "/children/{child}/family", "Their family" },
    { "/children/{child}/chronology", "Their chronology" },
    { "/children/{child}/chronology/print", "Their chronology, to print" },
    { "/children/{child}/chronology/pdf", "Their chronology, as a PDF to carry away" },
    { "/records/{record}/significant", "One record, to mark it as significant" },
    { "/children/{child}/family/add", "A relative, to add" },
    { "/children/{child}/family/print", "Their family, to print" },
    { "/children/{child}/looks", "Who looked at them" },
    { "/children/{child}/search", "Words in their records" },
    { "/words", "Words in the records of several children" },
    { "/children/{child}/same", "Whether they have two records" },
    { "/children/{child}/add", "What can be added" },
    { "/children/{child}/add/{kind}", "Form for a new record" },
    { "/records/{record}", "One record" },
    { "/records/{record}/history", "Every version of one record" },
    { "/records/{record}/pdf", "One record, as a PDF to carry away" },
    { "/records/{record}/file", "The file of a record" },
    { "/records/{record}/proof", "Proof of a record" },
    { "/records/{record}/amend", "Form to amend a record" },
    { "/records/{record}/do/{step}", "One record, for the next step" },
    { "/children/{child}/assessment", "An assessment, to start" },
    { "/assessments/{record}", "An assessment" },
    { "/assessments/{record}/print", "An assessment, to print" },
    { "/assessments/{record}/pdf", "An assessment, as a PDF to carry away" },
    { "/assessments/{record}/beside", "Two assessments side by side" },
    { "/assessments/{record}/write/{section}", "A part of an assessment, to write" },
    { "/assessments/{record}/needs", "Needs found in an assessment, to write" },
    { "/assessments/{record}/submit", "An assessment, to send for authorisation" },
    { "/assessments/{record}/answer", "An assessment, to authorise or return" },
    { "/contacts/{record}/decide", "A contact, to decide on" },
    { "/contacts/{record}/take", "A contact, taken from the queue" },
    { "/contacts/new", "A new contact" },
    { "/contacts/{record}/match", "A contact, to match the child" },
    { "/partner/contacts/{reference}", "What their organisation sent" },
    { "/partner/requests/{record}", "What their organisation was asked" },
    { "/partner/meetings/{record}", "A meeting to which their organisation is invited" },
    { "/children/{child}/strategy", "To call a strategy discussion" },
    { "/children/{child}/conference", "To ask for a conference" },
    { "/children/{child}/review", "To plan a review conference" },
    { "/strategy/{record}", "A strategy discussion" }, { "/conferences/{record}", "A conference" },
    { "/reviews/{record}", "A review conference" }, { "/enquiries/{record}", "A section 47 enquiry" },
    { "/enquiries/{record}/answer", "A section 47 enquiry, to authorise" },
    { "/meetings/{record}/invite", "A meeting, to invite somebody" },
    { "/meetings/{record}/send", "A meeting, to send what was decided" },
    { "/meetings/{record}/follow", "A meeting, for what follows from it" },
    { "/referrals/{record}/allocate", "A referral, to allocate" },
    { "/children/{child}/plan", "Their plan" },
    { "/plans/{record}", "A plan" },
    { "/plans/{record}/print", "A plan, to print" },
    { "/plans/{record}/family", "A plan, in the family's words" },
    { "/plans/{record}/pdf", "A plan, as a PDF" },
    { "/plans/{record}/edit", "A plan, to change it" },
    { "/plans/{record}/sign-off", "A plan, to sign it off" },
    { "/conflicts/{record}", "A conflict of interest, to lift" },
    { "/openings/{opening}", "Review of an emergency opening" },
    { "/api/children/{child}", "Who they are, by a program" },
    { "/api/children/{child}/records", "Their records, by a program" },
    { "/api/records/{record}", "One record, by a program" },
    { "/api/records/{record}/history", "Every version of one record, by a program" },
    { "/api/records/{record}/file", "The file of a record, by a program" },
};

text look_words(text route)
{
    for (size_t i = 0; i < COUNT_OF(looks); i++)
        if (text_is(route, looks[i].route))
            return text_of(looks[i].words);
    return route;
}

/* web/api.h - the JSON API and the document that describes it. */
#pragma once
#include "web/request.h"

extern const struct route api_routes[];
request_handler api_document;          // OpenAPI 3.1, from the routes and the dictionary

/* web/pages/routes.h - every route, and who may use it. */
#pragma once
#include "web/request.h"

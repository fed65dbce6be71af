/* base/sanitizer.h - asked by the leak and thread sanitizers alone, by these names. */
#pragma once

const char *__lsan_default_suppressions(void);
const char *__tsan_default_suppressions(void);

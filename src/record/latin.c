/* Names of other scripts in Latin letters, as they are commonly spelt in England: only so that they meet, never
 * to be shown. Hand compiled. Vowels that a script does not write stay away: the sound of a name has none. */
#include "record/tables.h"

#include "base/bytes.h"

#include <string.h>

/* ---- letters ---- */

/* first: at the beginning of a word; NULL: as elsewhere. Characters as text_fold() leaves them. */
static const struct letter { uint32_t from; const char *to, *first; } letters[] = {
    // Greek
    { 0x3B1, "a", 0 }, { 0x3B2, "v", 0 }, { 0x3B3, "g", 0 }, { 0x3B4, "d", 0 }, { 0x3B5, "e", 0 },
    { 0x3B6, "z", 0 }, { 0x3B7, "i", 0 }, { 0x3B8, "th", 0 }, { 0x3B9, "i", 0 }, { 0x3BA, "k", 0 },
    { 0x3BB, "l", 0 }, { 0x3BC, "m", 0 }, { 0x3BD, "n", 0 }, { 0x3BE, "x", 0 }, { 0x3BF, "o", 0 },
    { 0x3C0, "p", 0 }, { 0x3C1, "r", 0 }, { 0x3C2, "s", 0 }, { 0x3C3, "s", 0 }, { 0x3C4, "t", 0 },
    { 0x3C5, "y", 0 }, { 0x3C6, "f", 0 }, { 0x3C7, "ch", 0 }, { 0x3C8, "ps", 0 }, { 0x3C9, "o", 0 },
    // Cyrillic: Russian, Ukrainian, Bulgarian, Serbian; and what Kazakh and Tatar add
    { 0x430, "a", 0 }, { 0x431, "b", 0 }, { 0x432, "v", 0 }, { 0x433, "g", 0 }, { 0x434, "d", 0 },
    { 0x435, "e", 0 }, { 0x436, "zh", 0 }, { 0x437, "z", 0 }, { 0x438, "i", 0 }, { 0x439, "i", 0 },
    { 0x43A, "k", 0 }, { 0x43B, "l", 0 }, { 0x43C, "m", 0 }, { 0x43D, "n", 0 }, { 0x43E, "o", 0 },
    { 0x43F, "p", 0 }, { 0x440, "r", 0 }, { 0x441, "s", 0 }, { 0x442, "t", 0 }, { 0x443, "u", 0 },
    { 0x444, "f", 0 }, { 0x445, "kh", "h" }, { 0x446, "ts", 0 }, { 0x447, "ch", 0 },
    { 0x448, "sh", 0 }, { 0x449, "shch", 0 }, { 0x44A, "", 0 }, { 0x44B, "y", 0 }, { 0x44C, "", 0 },
    { 0x44D, "e", 0 }, { 0x44E, "yu", 0 }, { 0x44F, "ya", 0 }, { 0x451, "e", 0 }, { 0x452, "dj", 0 },
    { 0x454, "e", "ye" }, { 0x456, "i", 0 }, { 0x457, "i", 0 }, { 0x458, "j", 0 }, { 0x459, "lj", 0 },
    { 0x45A, "nj", 0 }, { 0x45B, "c", 0 }, { 0x45F, "dz", 0 }, { 0x491, "g", 0 }, { 0x493, "gh", 0 },
    { 0x49B, "k", 0 }, { 0x4A3, "n", 0 }, { 0x4AF, "u", 0 }, { 0x4B1, "u", 0 }, { 0x4BB, "h", 0 },
    { 0x4D9, "a", 0 }, { 0x4E9, "o", 0 },
    // Hebrew
    { 0x5D0, "a", 0 }, { 0x5D1, "b", 0 }, { 0x5D2, "g", 0 }, { 0x5D3, "d", 0 }, { 0x5D4, "h", 0 },
    { 0x5D5, "o", "v" }, { 0x5D6, "z", 0 }, { 0x5D7, "h", 0 }, { 0x5D8, "t", 0 }, { 0x5D9, "i", "y" },
    { 0x5DA, "k", 0 }, { 0x5DB, "k", 0 }, { 0x5DC, "l", 0 }, { 0x5DD, "m", 0 }, { 0x5DE, "m", 0 },
    { 0x5DF, "n", 0 }, { 0x5E0, "n", 0 }, { 0x5E1, "s", 0 }, { 0x5E2, "a", 0 }, { 0x5E3, "f", 0 },
    { 0x5E4, "p", 0 }, { 0x5E5, "ts", 0 }, { 0x5E6, "ts", 0 }, { 0x5E7, "k", 0 }, { 0x5E8, "r", 0 },
    { 0x5E9, "sh", 0 }, { 0x5EA, "t", 0 },
    // Arabic, and what Persian and Urdu add
    { 0x621, "", 0 }, { 0x622, "a", 0 }, { 0x623, "a", 0 }, { 0x624, "u", 0 }, { 0x625, "i", 0 },
    { 0x626, "i", 0 }, { 0x627, "a", 0 }, { 0x628, "b", 0 }, { 0x629, "a", 0 }, { 0x62A, "t", 0 },
    { 0x62B, "th", 0 }, { 0x62C, "j", 0 }, { 0x62D, "h", 0 }, { 0x62E, "kh", 0 }, { 0x62F, "d", 0 },
    { 0x630, "dh", 0 }, { 0x631, "r", 0 }, { 0x632, "z", 0 }, { 0x633, "s", 0 }, { 0x634, "sh", 0 },
    { 0x635, "s", 0 }, { 0x636, "d", 0 }, { 0x637, "t", 0 }, { 0x638, "z", 0 }, { 0x639, "a", 0 },
    { 0x63A, "gh", 0 }, { 0x640, "", 0 }, { 0x641, "f", 0 }, { 0x642, "q", 0 }, { 0x643, "k", 0 },
    { 0x644, "l", 0 }, { 0x645, "m", 0 }, { 0x646, "n", 0 }, { 0x647, "h", 0 }, { 0x648, "u", "w" },
    { 0x649, "a", 0 }, { 0x64A, "i", "y" }, { 0x670, "a", 0 }, { 0x671, "a", 0 }, { 0x679, "t", 0 },
    { 0x67E, "p", 0 }, { 0x686, "ch", 0 }, { 0x688, "d", 0 }, { 0x691, "r", 0 }, { 0x698, "zh", 0 },
    { 0x6A9, "k", 0 }, { 0x6AF, "g", 0 }, { 0x6BA, "n", 0 }, { 0x6BE, "h", 0 }, { 0x6C1, "h", 0 },
    { 0x6C3, "a", 0 }, { 0x6CC, "i", "y" }, { 0x6D2, "e", 0 },
};

static const struct letter *letter_of(uint32_t c)
{
    size_t low = 0, high = COUNT_OF(letters);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (letters[middle].from == c)
            return &letters[middle];
        if (letters[middle].from < c)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Points and vowel marks of Hebrew and Arabic, which are hardly ever typed. */
static bool mark(uint32_t c)
{
    return (c >= 0x591 && c <= 0x5C7) || (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F);
}

/* ---- the scripts of India and Bangladesh: nine blocks of 128 with one layout ---- */

enum { INDIC_FIRST = 0x900, INDIC_END = 0xD80, INDIC_BLOCK = 0x80 };

static const char *const indic[INDIC_BLOCK] = {
    [0x01] = "n", [0x02] = "n", [0x03] = "h", [0x05] = "a", [0x06] = "a", [0x07] = "i", [0x08] = "i",
    [0x09] = "u", [0x0A] = "u", [0x0B] = "ri", [0x0E] = "e", [0x0F] = "e", [0x10] = "ai",
    [0x12] = "o", [0x13] = "o", [0x14] = "au", [0x15] = "k", [0x16] = "kh", [0x17] = "g",
    [0x18] = "gh", [0x19] = "n", [0x1A] = "ch", [0x1B] = "chh", [0x1C] = "j", [0x1D] = "jh",
    [0x1E] = "n", [0x1F] = "t", [0x20] = "th", [0x21] = "d", [0x22] = "dh", [0x23] = "n",
    [0x24] = "t", [0x25] = "th", [0x26] = "d", [0x27] = "dh", [0x28] = "n", [0x29] = "n",
    [0x2A] = "p", [0x2B] = "ph", [0x2C] = "b", [0x2D] = "bh", [0x2E] = "m", [0x2F] = "y",
    [0x30] = "r", [0x31] = "r", [0x32] = "l", [0x33] = "l", [0x34] = "l", [0x35] = "v",
    [0x36] = "sh", [0x37] = "sh", [0x38] = "s", [0x39] = "h", [0x3E] = "a", [0x3F] = "i",
    [0x40] = "i", [0x41] = "u", [0x42] = "u", [0x43] = "ri", [0x46] = "e", [0x47] = "e",
    [0x48] = "ai", [0x4A] = "o", [0x4B] = "o", [0x4C] = "au", [0x5C] = "r", [0x70] = "n",
};

static bool indic_consonant(uint32_t c)
{
    uint32_t place = c % INDIC_BLOCK;
    return c >= INDIC_FIRST && c < INDIC_END && place >= 0x15 && place <= 0x39;
}

/* ---- Chinese: the characters of most family names, and the commonest of given names ---- */

static const struct { const char *to, *characters; } syllables[] = {
    { "an", "安" }, { "bai", "白" }, { "bin", "斌" }, { "bing", "冰" }, { "bo", "波博" },
    { "cai", "蔡才" }, { "cao", "曹" }, { "chao", "超" }, { "chang", "常" }, { "chen", "陈陳晨" },
    { "cheng", "程成" }, { "chun", "春" }, { "cui", "崔" }, { "dai", "戴" }, { "dan", "丹" },
    { "deng", "邓鄧" }, { "ding", "丁" }, { "dong", "董东東" }, { "du", "杜" }, { "fan", "范凡" },
    { "fang", "方芳" }, { "fei", "飞" }, { "feng", "冯馮凤峰" }, { "fu", "傅付" }, { "gang", "刚" },
    { "gao", "高" }, { "gu", "顾" }, { "gui", "桂" }, { "guo", "郭国國" }, { "hai", "海" },
    { "han", "韩韓涵" }, { "hao", "浩昊" }, { "he", "何贺" }, { "hong", "洪红鸿" },
    { "hu", "胡" }, { "hua", "华華花" }, { "huan", "欢" }, { "huang", "黄黃" }, { "hui", "辉慧惠" },
    { "jia", "贾佳嘉家" }, { "jian", "建健" }, { "jiang", "江姜蒋" }, { "jie", "杰洁" },
    { "jin", "金锦" }, { "jing", "静晶敬" }, { "jun", "军俊君" }, { "kai", "凯" }, { "kong", "孔" },
    { "lai", "赖" }, { "lan", "兰" }, { "lei", "雷磊蕾" }, { "li", "李黎丽莉力立" },
    { "lian", "连" }, { "liang", "梁亮" }, { "liao", "廖" }, { "lin", "林琳" }, { "ling", "玲凌" },
    { "liu", "刘劉柳" }, { "long", "龙龍" }, { "lu", "卢陆鲁" }, { "luo", "罗羅" }, { "lv", "吕" },
    { "ma", "马馬" }, { "mao", "毛" }, { "mei", "梅美" }, { "meng", "孟梦" }, { "min", "敏" },
    { "ming", "明" }, { "na", "娜" }, { "nan", "南" }, { "ning", "宁" }, { "pan", "潘" },
    { "peng", "彭鹏" }, { "ping", "平萍" }, { "qian", "钱" }, { "qiang", "强" }, { "qin", "秦琴" },
    { "qing", "青清" }, { "qiu", "邱秋" }, { "ren", "任" }, { "rong", "荣" }, { "rui", "瑞" },
    { "shan", "山珊" }, { "shen", "沈" }, { "shi", "石史诗" }, { "shu", "淑书" }, { "song", "宋" },
    { "su", "苏蘇" }, { "sun", "孙孫" }, { "tan", "谭" }, { "tang", "唐汤" }, { "tao", "陶涛" },
    { "tian", "田天" }, { "ting", "婷" }, { "tong", "童" }, { "wan", "万婉" }, { "wang", "王汪" },
    { "wei", "魏伟韦薇威" }, { "wen", "文温雯" }, { "wu", "吴吳武伍" }, { "xi", "西" },
    { "xia", "夏霞" }, { "xiang", "向香" }, { "xiao", "肖萧小晓" }, { "xie", "谢謝" },
    { "xin", "辛欣新鑫" }, { "xing", "邢星" }, { "xiong", "熊" }, { "xiu", "秀" }, { "xu", "徐许許旭" },
    { "xue", "薛雪" }, { "yan", "严颜燕艳" }, { "yang", "杨楊阳洋" }, { "yao", "姚" }, { "ye", "叶葉" },
    { "yi", "易怡一" }, { "yin", "尹" }, { "ying", "英颖" }, { "yong", "勇" }, { "yu", "于余玉宇雨" },
    { "yuan", "袁媛" }, { "yue", "月岳" }, { "yun", "云" }, { "ze", "泽" }, { "zeng", "曾" },
    { "zhang", "张張章" }, { "zhao", "赵趙" }, { "zhen", "珍" }, { "zheng", "郑鄭正" },
    { "zhi", "志" }, { "zhong", "钟" }, { "zhou", "周" }, { "zhu", "朱" }, { "zi", "子紫" },
    { "zou", "邹" },
};

static const char *syllable_of(text character)
{
    for (size_t i = 0; i < COUNT_OF(syllables); i++)
        if (text_contains(text_of(syllables[i].characters), character))
            return syllables[i].to;
    return NULL;
}

/* ---- a word ---- */

static bool ascii_only(text word)
{
    for (size_t i = 0; i < word.len; i++)
        if ((unsigned char)word.at[i] >= 0x80)
            return false;
    return true;
}

static void add_character(struct bytes *to, uint32_t c, text own, text rest, bool beginning)
{
    const struct letter *letter = letter_of(c);
    if (mark(c))
        return;
    if (letter) {
        bytes_add_cstr(to, beginning && letter->first ? letter->first : letter->to);
    } else if (c >= INDIC_FIRST && c < INDIC_END) {
        bytes_add_cstr(to, indic[c % INDIC_BLOCK] ? indic[c % INDIC_BLOCK] : "");
        // The vowel that every consonant carries unless another sign follows it.
        if (indic_consonant(c) && indic_consonant(text_next(&rest)))
            bytes_add_cstr(to, "a");
    } else {
        const char *syllable = c >= 0x4E00 && c <= 0x9FFF ? syllable_of(own) : NULL;
        if (syllable)
            bytes_add_cstr(to, syllable);
        else
            bytes_add_text(to, own);
    }
}

text name_latin(struct arena *arena, text word)
{
    struct bytes made = { 0 };
    if (ascii_only(word))
        return word;
    for (text rest = word; !text_empty(rest);) {
        text before = rest;
        uint32_t c = text_next(&rest);
        add_character(&made, c, text_first(before, before.len - rest.len), rest,
                      before.at == word.at);
    }
    text latin = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return latin;
}

/* Faults in the system calls that write, laid over libc by LD_PRELOAD (Linux).
 *
 * Counted are calls that change what lies below one folder, in order, from faults_arm on. The
 * chosen one fails with an error, writes half, or kills the process: before it, in the middle of
 * it, or after it. Calls of other folders, pipes and terminals pass uncounted. The clock can be
 * turned too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { PASS, ERROR, ERROR_ON, HALF, HALF_THEN_ERROR_ON, KILL_BEFORE, KILL_WITHIN, KILL_AFTER };
enum { MOST = 1 << 16, NAMES = 4096 };

static char below[PATH_MAX];
static size_t below_length;
static long chosen = -1;
static int chosen_kind, chosen_error;
static atomic_long seen, later;
static const char *names[NAMES];

#define REAL(name) ((typeof(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

void faults_arm(const char *folder, long at, int kind, int error) {
    strncpy(below, folder, sizeof below - 1);
    below_length = strlen(below);
    chosen = at, chosen_kind = kind, chosen_error = error;
    atomic_store(&seen, 0);
}

void faults_clock(long seconds) { atomic_store(&later, seconds); }

long faults_seen(void) { return atomic_load(&seen); }

const char *faults_name(long call) { return call < NAMES && names[call] ? names[call] : ""; }

static int path_counts(int folder, const char *path) {
    char place[64], whole[PATH_MAX];
    if (!below_length || !path)
        return 0;
    if (path[0] == '/')
        return strncmp(path, below, below_length) == 0;
    if (folder == AT_FDCWD)
        return getcwd(whole, sizeof whole) && strncmp(whole, below, below_length) == 0;
    snprintf(place, sizeof place, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(place, whole, sizeof whole - 1);
    return length > 0 && strncmp(whole, below, below_length) == 0;
}

static int descriptor_counts(int descriptor) {
    char place[64], whole[PATH_MAX];
    if (!below_length)
        return 0;
    snprintf(place, sizeof place, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(place, whole, sizeof whole - 1);
    return length > 0 && (size_t)length >= below_length &&
           strncmp(whole, below, below_length) == 0;
}

/* What to do with this call; PASS for nearly all. */
static int turn(const char *name) {
    long number = atomic_fetch_add(&seen, 1);
    if (number < NAMES)
        names[number] = name;
    if (number == chosen)
        return chosen_kind;
    int goes_on = chosen_kind == ERROR_ON || chosen_kind == HALF_THEN_ERROR_ON;
    return chosen >= 0 && number > chosen && goes_on ? ERROR : PASS;
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

static int fails(int what) {
    if (what == ERROR || what == ERROR_ON || what == HALF_THEN_ERROR_ON) {
        errno = chosen_error;
        return 1;
    }
    if (what == KILL_BEFORE || what == KILL_WITHIN)
        die();
    return 0;
}

/* A call that is done or is not: there is no half of it. */
#define WHOLE(name, counts, call)                      \
    int what = (counts) ? turn(name) : PASS;           \
    if (fails(what))                                   \
        return -1;                                     \
    typeof(call) answer = (call);                      \
    if (what == KILL_AFTER)                            \
        die();                                         \
    return answer;

/* A call that may write less than it was given. */
#define PARTLY(name, counts, size, half, whole)        \
    int what = (counts) ? turn(name) : PASS;           \
    int halved = what == HALF || what == HALF_THEN_ERROR_ON || what == KILL_WITHIN; \
    if (halved && (size) > 1) {                        \
        ssize_t part = (half);                         \
        if (what == KILL_WITHIN)                       \
            die();                                     \
        return part;                                   \
    }                                                  \
    if (fails(what))                                   \
        return -1;                                     \
    ssize_t answer = (whole);                          \
    if (what == KILL_AFTER)                            \
        die();                                         \
    return answer;

ssize_t write(int d, const void *from, size_t size) {
    PARTLY("write", descriptor_counts(d), size, REAL(write)(d, from, size / 2),
           REAL(write)(d, from, size))
}
ssize_t pwrite(int d, const void *from, size_t size, off_t at) {
    PARTLY("pwrite", descriptor_counts(d), size, REAL(pwrite)(d, from, size / 2, at),
           REAL(pwrite)(d, from, size, at))
}
ssize_t pwrite64(int d, const void *from, size_t size, off64_t at) {
    PARTLY("pwrite", descriptor_counts(d), size, REAL(pwrite64)(d, from, size / 2, at),
           REAL(pwrite64)(d, from, size, at))
}
ssize_t writev(int d, const struct iovec *parts, int count) {
    PARTLY("writev", descriptor_counts(d), count, REAL(writev)(d, parts, count / 2),
           REAL(writev)(d, parts, count))
}
int fsync(int d) { WHOLE("fsync", descriptor_counts(d), REAL(fsync)(d)) }
int fdatasync(int d) { WHOLE("fdatasync", descriptor_counts(d), REAL(fdatasync)(d)) }
int ftruncate(int d, off_t size) {
    WHOLE("ftruncate", descriptor_counts(d), REAL(ftruncate)(d, size))
}
int ftruncate64(int d, off64_t size) {
    WHOLE("ftruncate", descriptor_counts(d), REAL(ftruncate64)(d, size))
}
int fallocate(int d, int mode, off_t at, off_t size) {
    WHOLE("fallocate", descriptor_counts(d), REAL(fallocate)(d, mode, at, size))
}
int rename(const char *a, const char *b) {
    WHOLE("rename", path_counts(AT_FDCWD, b), REAL(rename)(a, b))
}
int renameat(int da, const char *a, int db, const char *b) {
    WHOLE("rename", path_counts(db, b), REAL(renameat)(da, a, db, b))
}
int mkdir(const char *path, mode_t mode) {
    WHOLE("mkdir", path_counts(AT_FDCWD, path), REAL(mkdir)(path, mode))
}
int mkdirat(int d, const char *path, mode_t mode) {
    WHOLE("mkdir", path_counts(d, path), REAL(mkdirat)(d, path, mode))
}
int unlink(const char *path) {
    WHOLE("unlink", path_counts(AT_FDCWD, path), REAL(unlink)(path))
}
int unlinkat(int d, const char *path, int flags) {
    WHOLE("unlink", path_counts(d, path), REAL(unlinkat)(d, path, flags))
}
int rmdir(const char *path) { WHOLE("rmdir", path_counts(AT_FDCWD, path), REAL(rmdir)(path)) }

#define MODE(flags)                                    \
    mode_t mode = 0;                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {             \
        va_list rest;                                  \
        va_start(rest, flags);                         \
        mode = va_arg(rest, mode_t);                   \
        va_end(rest);                                  \
    }
#define WRITES(flags) ((flags) & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))

int open(const char *path, int flags, ...) {
    MODE(flags)
    WHOLE("open", WRITES(flags) && path_counts(AT_FDCWD, path), REAL(open)(path, flags, mode))
}
int open64(const char *path, int flags, ...) {
    MODE(flags)
    WHOLE("open", WRITES(flags) && path_counts(AT_FDCWD, path), REAL(open64)(path, flags, mode))
}
int openat(int d, const char *path, int flags, ...) {
    MODE(flags)
    WHOLE("open", WRITES(flags) && path_counts(d, path), REAL(openat)(d, path, flags, mode))
}
int openat64(int d, const char *path, int flags, ...) {
    MODE(flags)
    WHOLE("open", WRITES(flags) && path_counts(d, path), REAL(openat64)(d, path, flags, mode))
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int answer = REAL(clock_gettime)(clock, now);
    if (answer == 0 && clock == CLOCK_REALTIME)
        now->tv_sec += atomic_load(&later);
    return answer;
}

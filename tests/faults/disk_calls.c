/* Stands between the program and the system, loaded before the C library (LD_PRELOAD): counts the calls that
 * change or open files under one folder, lets the Nth fail once or for good, or records them for a replay.
 * Python tells it what to do through faults_arm and faults_record; until then every call passes untouched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_HANDLES 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum { OFF, COUNTING, RECORDING };
enum { WITH_EIO, WITH_ENOSPC, SHORT_WRITE };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int mode = OFF, for_good, kind, log_handle = -1;
static long counted, fail_at, failed;
static char folder[4096], trace[256];
static size_t folder_length;
static char *path_of[MOST_HANDLES]; /* of each handle under the folder; others NULL */

struct entry { uint8_t what; uint8_t flag; uint16_t first; uint32_t unused; uint64_t inode, offset, length; };

static int is_ours(const char *path) {
    return mode != OFF && path && !strncmp(path, folder, folder_length);
}

static int handle_is_ours(int handle) {
    return mode != OFF && handle >= 0 && handle < MOST_HANDLES && path_of[handle] != NULL;
}

/* Says whether the call now to be made shall fail; called with `turn` held. Of the first that does, the name and
 * the file's are kept: a sync of the log that failed must be told to somebody. */
static int fails(const char *name, const char *path) {
    if (mode != COUNTING) return 0;
    counted++;
    int hit = counted == fail_at || (for_good && fail_at && counted > fail_at);
    if (!hit) return 0;
    if (!failed++) {
        const char *file = strrchr(path, '/');
        snprintf(trace, sizeof trace, "%s %s", name, file ? file + 1 : path);
    }
    return 1;
}

static int error_for(int takes_room) {
    return kind != WITH_EIO && takes_room ? ENOSPC : EIO;
}

static void put(const void *bytes, size_t length) {
    ssize_t (*real)(int, const void *, size_t) = REAL(write);
    const char *at = bytes;
    while (length) {
        ssize_t done = real(log_handle, at, length);
        if (done <= 0) abort(); /* a record with a hole would prove nothing */
        at += done, length -= (size_t)done;
    }
}

static void note(char what, int flag, uint64_t inode, uint64_t offset, const char *a, size_t na, const char *b,
                 size_t nb) {
    if (mode != RECORDING) return;
    struct entry one = {(uint8_t)what, (uint8_t)flag, (uint16_t)na, 0, inode, offset, na + nb};
    if (what == 'W') one.first = 0;
    put(&one, sizeof one);
    put(a, na);
    if (nb) put(b, nb);
}

static void note_path(char what, int flag, uint64_t inode, const char *path) {
    note(what, flag, inode, 0, path + folder_length, strlen(path + folder_length), "", 0);
}

static uint64_t inode_of(int handle) {
    struct stat found;
    return fstat(handle, &found) ? 0 : (uint64_t)found.st_ino;
}

static int open_any(const char *name, int (*real)(const char *, int, ...), const char *path, int flags, mode_t how) {
    if (!is_ours(path)) return real(path, flags, how);
    pthread_mutex_lock(&turn);
    int handle = -1;
    if (fails(name, path)) {
        errno = error_for(flags & O_CREAT);
    } else {
        struct stat before;
        int there = !stat(path, &before);
        handle = real(path, flags, how);
        if (handle >= 0 && handle < MOST_HANDLES) {
            free(path_of[handle]);
            path_of[handle] = strdup(path);
            if (flags & O_CREAT && !there) note_path('C', 0, inode_of(handle), path);
            if (flags & O_TRUNC && there) note('T', 0, inode_of(handle), 0, "", 0, "", 0);
        }
    }
    pthread_mutex_unlock(&turn);
    return handle;
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t how = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return open_any("open", (int (*)(const char *, int, ...))REAL(open), path, flags, how);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t how = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return open_any("open", (int (*)(const char *, int, ...))REAL(open64), path, flags, how);
}

int close(int handle) {
    if (handle_is_ours(handle)) {
        pthread_mutex_lock(&turn);
        free(path_of[handle]);
        path_of[handle] = NULL;
        pthread_mutex_unlock(&turn);
    }
    return REAL(close)(handle);
}

static ssize_t write_any(int handle, const void *bytes, size_t length, off64_t offset, int at_place) {
    pthread_mutex_lock(&turn);
    off64_t place = at_place ? offset : lseek64(handle, 0, SEEK_CUR);
    ssize_t done = -1;
    size_t wanted = length;
    if (fails(at_place ? "pwrite" : "write", path_of[handle])) {
        /* A short write: half of it is written; asked for the rest, a full disk has no room. */
        if (kind == SHORT_WRITE && failed == 1 && length > 1) {
            wanted = length / 2;
        } else {
            wanted = 0;
            errno = error_for(1);
        }
    }
    if (wanted || !length) {
        done = at_place ? REAL(pwrite64)(handle, bytes, wanted, place) : REAL(write)(handle, bytes, wanted);
        if (done > 0) note('W', 0, inode_of(handle), (uint64_t)place, bytes, (size_t)done, "", 0);
    }
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int handle, const void *bytes, size_t length) {
    if (!handle_is_ours(handle)) return REAL(write)(handle, bytes, length);
    return write_any(handle, bytes, length, 0, 0);
}

ssize_t pwrite(int handle, const void *bytes, size_t length, off_t offset) {
    if (!handle_is_ours(handle)) return REAL(pwrite)(handle, bytes, length, offset);
    return write_any(handle, bytes, length, offset, 1);
}

ssize_t pwrite64(int handle, const void *bytes, size_t length, off64_t offset) {
    if (!handle_is_ours(handle)) return REAL(pwrite64)(handle, bytes, length, offset);
    return write_any(handle, bytes, length, offset, 1);
}

static int sync_any(const char *name, int (*real)(int), int handle) {
    if (!handle_is_ours(handle)) return real(handle);
    pthread_mutex_lock(&turn);
    int result = -1;
    if (fails(name, path_of[handle])) {
        errno = EIO;
    } else if (!(result = real(handle))) {
        struct stat found;
        int is_folder = !fstat(handle, &found) && S_ISDIR(found.st_mode);
        note_path(is_folder ? 'D' : 'S', 0, inode_of(handle), path_of[handle]);
    }
    pthread_mutex_unlock(&turn);
    return result;
}

int fsync(int handle) { return sync_any("fsync", REAL(fsync), handle); }

int fdatasync(int handle) { return sync_any("fdatasync", REAL(fdatasync), handle); }

static int truncate_any(int (*real)(int, off64_t), int handle, off64_t length) {
    if (!handle_is_ours(handle)) return real(handle, length);
    pthread_mutex_lock(&turn);
    int result = -1;
    if (fails("ftruncate", path_of[handle])) errno = error_for(1);
    else if (!(result = real(handle, length))) note('T', 0, inode_of(handle), (uint64_t)length, "", 0, "", 0);
    pthread_mutex_unlock(&turn);
    return result;
}

int ftruncate(int handle, off_t length) { return truncate_any((int (*)(int, off64_t))REAL(ftruncate), handle, length); }

int ftruncate64(int handle, off64_t length) { return truncate_any(REAL(ftruncate64), handle, length); }

int rename(const char *from, const char *to) {
    if (!is_ours(from) && !is_ours(to)) return REAL(rename)(from, to);
    pthread_mutex_lock(&turn);
    int result = -1;
    if (fails("rename", to)) {
        errno = error_for(1);
    } else if (!(result = REAL(rename)(from, to))) {
        const char *a = from + folder_length, *b = to + folder_length;
        note('R', 0, 0, 0, a, strlen(a), b, strlen(b));
    }
    pthread_mutex_unlock(&turn);
    return result;
}

int unlink(const char *path) {
    if (!is_ours(path)) return REAL(unlink)(path);
    pthread_mutex_lock(&turn);
    int result = -1;
    if (fails("unlink", path)) errno = EIO;
    else if (!(result = REAL(unlink)(path))) note_path('U', 0, 0, path);
    pthread_mutex_unlock(&turn);
    return result;
}

int mkdir(const char *path, mode_t how) {
    if (!is_ours(path)) return REAL(mkdir)(path, how);
    pthread_mutex_lock(&turn);
    int result = -1;
    if (fails("mkdir", path)) errno = error_for(1);
    else if (!(result = REAL(mkdir)(path, how))) note_path('M', 0, 0, path);
    pthread_mutex_unlock(&turn);
    return result;
}

/* The shared memory of the log's index is the one thing that SQLite maps. */
void *mmap64(void *at, size_t length, int protection, int flags, int handle, off64_t offset) {
    void *(*real)(void *, size_t, int, int, int, off64_t) = REAL(mmap64);
    if (!handle_is_ours(handle)) return real(at, length, protection, flags, handle, offset);
    pthread_mutex_lock(&turn);
    int hit = fails("mmap", path_of[handle]);
    pthread_mutex_unlock(&turn);
    if (hit) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return real(at, length, protection, flags, handle, offset);
}

static void watch(const char *under) {
    strncpy(folder, under, sizeof folder - 1);
    folder_length = strlen(folder);
    counted = failed = 0;
    memset(trace, 0, sizeof trace);
}

void faults_arm(const char *under, long at, int good, int with) {
    pthread_mutex_lock(&turn);
    watch(under);
    fail_at = at, for_good = good, kind = with, mode = COUNTING;
    pthread_mutex_unlock(&turn);
}

int faults_record(const char *under, const char *into) {
    pthread_mutex_lock(&turn);
    watch(under);
    log_handle = ((int (*)(const char *, int, ...))REAL(open64))(into, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    mode = log_handle < 0 ? OFF : RECORDING;
    pthread_mutex_unlock(&turn);
    return log_handle;
}

/* Writes into the record that somebody was told of an act: whatever comes before must bring it back. */
void faults_mark(const char *what) {
    pthread_mutex_lock(&turn);
    note('A', 0, 0, 0, what, strlen(what), "", 0);
    pthread_mutex_unlock(&turn);
}

void faults_off(void) {
    pthread_mutex_lock(&turn);
    mode = OFF;
    pthread_mutex_unlock(&turn);
}

long faults_counted(void) { return counted; }

const char *faults_failed(void) { return trace; }

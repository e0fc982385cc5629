/* Records writes, truncations and syncs under $RECORD_UNDER into $RECORD_TO, for the simulated power cut. Tests only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;
static ssize_t (*real_write)(int, const void *, size_t);

static void note(char kind, int fd, int64_t offset, const void *content, uint32_t length) {
    char link[64], path[PATH_MAX];
    const char *under = getenv("RECORD_UNDER"), *to = getenv("RECORD_TO");
    if (!under || !to) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return;
    path[n] = 0;
    if (strncmp(path, under, strlen(under)) != 0 || path[strlen(under)] != '/') return; /* the folder itself is none of its files */
    const char *name = path + strlen(under) + 1;
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    pthread_mutex_lock(&guard);
    if (out < 0) out = open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    uint32_t named = strlen(name);
    real_write(out, &kind, 1);
    real_write(out, &named, 4);
    real_write(out, name, named);
    real_write(out, &offset, 8);
    real_write(out, &length, 4);
    if (length) real_write(out, content, length);
    pthread_mutex_unlock(&guard);
}

ssize_t write(int fd, const void *b, size_t n) {
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_write(fd, b, n);
    if (done > 0 && at >= 0) note('W', fd, at, b, done);
    return done;
}
#define PWRITE(name) \
    ssize_t name(int fd, const void *b, size_t n, off_t at) { \
        static ssize_t (*real)(int, const void *, size_t, off_t); \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        ssize_t done = real(fd, b, n, at); \
        if (done > 0) note('W', fd, at, b, done); \
        return done; \
    }
PWRITE(pwrite)
PWRITE(pwrite64)
#define TRUNCATE(name) \
    int name(int fd, off_t size) { \
        static int (*real)(int, off_t); \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        int done = real(fd, size); \
        if (done == 0) note('T', fd, size, 0, 0); \
        return done; \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)
#define SYNC(name) \
    int name(int fd) { \
        static int (*real)(int); \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        int done = real(fd); \
        if (done == 0) note('S', fd, 0, 0, 0); \
        return done; \
    }
SYNC(fsync)
SYNC(fdatasync)

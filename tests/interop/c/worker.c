/* The worker of libgearman: HOST PORT PREFIX. */

#include "contract.h"

#include <libgearman/gearman.h>
#include <unistd.h>

enum { HOST = 1, PORT = 2, PREFIX = 3, GATE_PAUSE_US = 5000, NAME_BYTES_MAX = 512 };

static void *copied(const void *bytes, size_t count, size_t *size) {
  char *copy = malloc(count + 1);
  memcpy(copy, bytes, count);
  *size = count;
  return copy;
}

static void *said(const char *text, size_t *size) { return copied(text, strlen(text), size); }

static void *reverse(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *ending = GEARMAN_SUCCESS;
  char *result = copied(gearman_job_workload(job), gearman_job_workload_size(job), size);
  for (size_t low = 0, high = *size; low + 1 < high; low++, high--) {
    char kept = result[low];
    result[low] = result[high - 1];
    result[high - 1] = kept;
  }
  return result;
}

static void *fail(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)job, (void)context;
  *size = 0;
  *ending = GEARMAN_WORK_FAIL;
  return NULL;
}

static void *throw(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *size = 0;
  gearman_job_send_exception(job, "it broke", strlen("it broke"));
  *ending = GEARMAN_WORK_FAIL;
  return NULL;
}

static void *progress(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *ending = gearman_job_send_status(job, 3, 7);
  return said("done", size);
}

static void *data(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *ending = gearman_job_send_data(job, "part\0one", sizeof "part\0one" - 1);
  return said("done", size);
}

static void *warning(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *ending = gearman_job_send_warning(job, "careful", strlen("careful"));
  return said("done", size);
}

static void *unique(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *ending = GEARMAN_SUCCESS;
  return said(gearman_job_unique(job), size);
}

static void *hold(gearman_job_st *job, void *context, size_t *size, gearman_return_t *ending) {
  (void)context;
  *ending = GEARMAN_SUCCESS;
  char *gate = copied(gearman_job_workload(job), gearman_job_workload_size(job), size);
  gate[*size] = '\0';
  while (access(gate, F_OK) != 0)
    usleep(GATE_PAUSE_US);
  free(gate);
  return said("held", size);
}

static const struct {
  const char *name;
  gearman_worker_fn *work;
} FUNCTIONS[] = {
    {"reverse", reverse}, {"fail", fail},       {"throw", throw},
    {"progress", progress}, {"data", data},     {"warning", warning},
    {"unique", unique},   {"hold", hold},       {"ready", reverse},
};

static void register_all(gearman_worker_st *worker, const char *prefix) {
  char name[NAME_BYTES_MAX];
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    snprintf(name, sizeof name, "%s%s", prefix, FUNCTIONS[i].name);
    if (gearman_worker_add_function(worker, name, 0, FUNCTIONS[i].work, NULL) != GEARMAN_SUCCESS)
      refuse("register", gearman_worker_error(worker));
  }
}

int main(int count, char **arguments) {
  if (count != PREFIX + 1)
    refuse("start", "HOST PORT PREFIX are wanted");
  gearman_worker_st *worker = gearman_worker_create(NULL);
  gearman_worker_add_server(worker, arguments[HOST], (in_port_t)atoi(arguments[PORT]));
  register_all(worker, arguments[PREFIX]);
  for (;;)
    if (gearman_failed(gearman_worker_work(worker)))
      fprintf(stderr, "%s\n", gearman_worker_error(worker));
}

/* The client of libgearman: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]], payload on stdin. */

#include "contract.h"

#include <libgearman/gearman.h>
#include <unistd.h>

enum { FUNCTION = 4, PRIORITY = 5, UNIQUE = 6 };
enum { STATUS_PAUSE_US = 10000, EXCEPTION_BYTES_MAX = 4096 };

typedef gearman_task_st *(*add_task)(gearman_client_st *, gearman_task_st *, void *, const char *,
                                     const char *, const void *, size_t, gearman_return_t *);
typedef gearman_return_t (*do_background)(gearman_client_st *, const char *, const char *,
                                          const void *, size_t, char *);

/* The lists of JSON grow while the job runs, so each kind of event has a stream of its own. */
struct seen {
  FILE *data, *warnings, *statuses;
  char *data_text, *warnings_text, *statuses_text;
  size_t data_size, warnings_size, statuses_size;
  const char *end;
  char *result;
  size_t result_size;
  char exception[EXCEPTION_BYTES_MAX];
  size_t exception_size;
};

static char *read_payload(size_t *size) {
  char *payload = NULL;
  FILE *whole = open_memstream(&payload, size);
  char chunk[65536];
  size_t count;
  while ((count = fread(chunk, 1, sizeof chunk, stdin)) > 0)
    fwrite(chunk, 1, count, whole);
  fclose(whole);
  return payload;
}

static void append_hex(FILE *list, const void *bytes, size_t size) {
  const unsigned char *byte = bytes;
  fputs(ftell(list) > 0 ? ",\"" : "\"", list);
  for (size_t i = 0; i < size; i++)
    fprintf(list, "%02x", byte[i]);
  fputc('"', list);
}

static gearman_return_t on_data(gearman_task_st *task) {
  struct seen *seen = gearman_task_context(task);
  append_hex(seen->data, gearman_task_data(task), gearman_task_data_size(task));
  return GEARMAN_SUCCESS;
}

static gearman_return_t on_warning(gearman_task_st *task) {
  struct seen *seen = gearman_task_context(task);
  append_hex(seen->warnings, gearman_task_data(task), gearman_task_data_size(task));
  return GEARMAN_SUCCESS;
}

static gearman_return_t on_status(gearman_task_st *task) {
  struct seen *seen = gearman_task_context(task);
  fprintf(seen->statuses, ftell(seen->statuses) > 0 ? ",[%u,%u]" : "[%u,%u]",
          gearman_task_numerator(task), gearman_task_denominator(task));
  return GEARMAN_SUCCESS;
}

static gearman_return_t on_complete(gearman_task_st *task) {
  struct seen *seen = gearman_task_context(task);
  seen->end = "complete";
  seen->result_size = gearman_task_data_size(task);
  seen->result = malloc(seen->result_size + 1);
  memcpy(seen->result, gearman_task_data(task), seen->result_size);
  return GEARMAN_SUCCESS;
}

static gearman_return_t on_exception(gearman_task_st *task) {
  struct seen *seen = gearman_task_context(task);
  seen->end = "exception";
  seen->exception_size = gearman_task_data_size(task);
  if (seen->exception_size > EXCEPTION_BYTES_MAX)
    seen->exception_size = EXCEPTION_BYTES_MAX;
  memcpy(seen->exception, gearman_task_data(task), seen->exception_size);
  return GEARMAN_SUCCESS;
}

static gearman_return_t on_fail(gearman_task_st *task) {
  struct seen *seen = gearman_task_context(task);
  seen->end = "fail";
  return GEARMAN_SUCCESS;
}

static void open_lists(struct seen *seen) {
  seen->data = open_memstream(&seen->data_text, &seen->data_size);
  seen->warnings = open_memstream(&seen->warnings_text, &seen->warnings_size);
  seen->statuses = open_memstream(&seen->statuses_text, &seen->statuses_size);
}

static void print_seen(struct seen *seen) {
  fclose(seen->data);
  fclose(seen->warnings);
  fclose(seen->statuses);
  printf("{\"end\":\"%s\",\"data\":[%s],\"warnings\":[%s],\"statuses\":[%s],\"result\":", seen->end,
         seen->data_text, seen->warnings_text, seen->statuses_text);
  print_hex(seen->result, seen->result_size);
  printf(",\"exception\":");
  print_hex(seen->exception, seen->exception_size);
  puts("}");
}

static void set_callbacks(gearman_client_st *client) {
  gearman_client_set_server_option(client, "exceptions", strlen("exceptions"));
  gearman_client_set_data_fn(client, on_data);
  gearman_client_set_warning_fn(client, on_warning);
  gearman_client_set_status_fn(client, on_status);
  gearman_client_set_complete_fn(client, on_complete);
  gearman_client_set_exception_fn(client, on_exception);
  gearman_client_set_fail_fn(client, on_fail);
}

static add_task adder(const char *priority) {
  if (strcmp(priority, "high") == 0)
    return gearman_client_add_task_high;
  if (strcmp(priority, "low") == 0)
    return gearman_client_add_task_low;
  return gearman_client_add_task;
}

static do_background submitter(const char *priority) {
  if (strcmp(priority, "high") == 0)
    return gearman_client_do_high_background;
  if (strcmp(priority, "low") == 0)
    return gearman_client_do_low_background;
  return gearman_client_do_background;
}

static const char *unique_or_null(char **arguments) {
  bool is_given = arguments[PRIORITY] != NULL && arguments[UNIQUE][0] != '\0';
  return is_given ? arguments[UNIQUE] : NULL;
}

static void ping(gearman_client_st *client, char **arguments) {
  (void)arguments;
  size_t size;
  char *payload = read_payload(&size);
  /* The library compares the echo with the payload itself. */
  if (gearman_client_echo(client, payload, size) != GEARMAN_SUCCESS)
    refuse("ping", gearman_client_error(client));
  printf("{\"result\":");
  print_hex(payload, size);
  puts("}");
}

static void run(gearman_client_st *client, char **arguments) {
  size_t size;
  char *payload = read_payload(&size);
  struct seen seen = {.end = "none"};
  gearman_return_t result;
  open_lists(&seen);
  set_callbacks(client);
  adder(arguments[PRIORITY])(client, NULL, &seen, arguments[FUNCTION], unique_or_null(arguments),
                             payload, size, &result);
  if (gearman_failed(result))
    refuse("add a task", gearman_client_error(client));
  result = gearman_client_run_tasks(client);
  if (gearman_failed(result) && strcmp(seen.end, "none") == 0)
    refuse("run a task", gearman_client_error(client));
  print_seen(&seen);
}

static void submit(gearman_client_st *client, char **arguments, do_background into, char *handle) {
  size_t size;
  char *payload = read_payload(&size);
  const char *unique = unique_or_null(arguments);
  if (into(client, arguments[FUNCTION], unique, payload, size, handle) != GEARMAN_SUCCESS)
    refuse("submit", gearman_client_error(client));
  printf("{\"handle\":\"%s\"}\n", handle);
  fflush(stdout);
}

static void background(gearman_client_st *client, char **arguments) {
  char handle[GEARMAN_JOB_HANDLE_SIZE];
  submit(client, arguments, submitter(arguments[PRIORITY]), handle);
}

static void follow(gearman_client_st *client, char **arguments) {
  char handle[GEARMAN_JOB_HANDLE_SIZE];
  bool is_known = true, is_running;
  uint32_t numerator, denominator;
  submit(client, arguments, gearman_client_do_background, handle);
  while (is_known) {
    if (gearman_client_job_status(client, handle, &is_known, &is_running, &numerator,
                                  &denominator) != GEARMAN_SUCCESS)
      refuse("ask for the status", gearman_client_error(client));
    printf("{\"known\":%s,\"running\":%s,\"numerator\":%u,\"denominator\":%u}\n",
           is_known ? "true" : "false", is_running ? "true" : "false", numerator, denominator);
    fflush(stdout);
    usleep(STATUS_PAUSE_US);
  }
}

static void version(gearman_client_st *client, char **arguments) {
  (void)client;
  (void)arguments;
  printf("{\"version\":\"%s\"}\n", gearman_version());
}

static const struct action {
  const char *name;
  void (*act)(gearman_client_st *, char **);
} ACTIONS[] = {
    {"ping", ping},     {"run", run},         {"background", background},
    {"follow", follow}, {"version", version},
};

int main(int count, char **arguments) {
  gearman_client_st *client = gearman_client_create(NULL);
  if (count > 3)
    gearman_client_add_server(client, arguments[2], (in_port_t)atoi(arguments[3]));
  for (size_t i = 0; i < sizeof ACTIONS / sizeof *ACTIONS; i++)
    if (count > 1 && strcmp(arguments[1], ACTIONS[i].name) == 0)
      ACTIONS[i].act(client, arguments);
  return 0;
}

// A page that starts a slow job and shows its progress, on http://127.0.0.1:PORT (8080). It is run
// in the folder `examples`.
package main

import (
	"cmp"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/mikespook/gearman-go/client"

	"examples/jobs"
)

type site struct{ jobs *client.Client }

func main() {
	site := site{jobs.Connect()}
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "page/index.html")
	})
	http.HandleFunc("POST /start", site.start)
	http.HandleFunc("GET /status", site.status)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "8080"), nil))
}

func (site site) start(w http.ResponseWriter, _ *http.Request) {
	handle, err := site.jobs.DoBg("count-primes", []byte("3000000"), client.JobNormal)
	answer(w, map[string]any{"handle": handle}, err)
}

func (site site) status(w http.ResponseWriter, r *http.Request) {
	status, err := site.jobs.Status(r.FormValue("handle"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	answer(w, map[string]any{
		"known":   status.Known,
		"running": status.Running,
		"done":    status.Numerator,
		"of":      status.Denominator,
	}, nil)
}

func answer(w http.ResponseWriter, fields map[string]any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(fields)
}

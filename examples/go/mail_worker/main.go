// Sends mail: the payload is JSON with `to`, `subject` and `text`. SMTP_SERVER says through whom.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"mime"
	"net/smtp"
	"os"
	"strings"

	"github.com/mikespook/gearman-go/worker"

	"examples/jobs"
)

const from = "shop@example.com"

type order struct{ To, Subject, Text string }

func main() {
	jobs.Work("send-mail", sendMail)
}

func sendMail(job worker.Job) ([]byte, error) {
	var order order
	if err := json.Unmarshal(job.Data(), &order); err != nil {
		return nil, err
	}
	if strings.ContainsAny(order.To, "\r\n") {
		return nil, fmt.Errorf("%q is no address", order.To)
	}
	server := cmp.Or(os.Getenv("SMTP_SERVER"), "127.0.0.1:2525")
	return nil, smtp.SendMail(server, nil, from, []string{order.To}, mail(order))
}

func mail(order order) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		from, order.To, mime.QEncoding.Encode("utf-8", order.Subject), order.Text)
}

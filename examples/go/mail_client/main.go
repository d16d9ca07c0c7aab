// Has a mail sent and does not wait for it: TO SUBJECT TEXT.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/mikespook/gearman-go/client"

	"examples/jobs"
)

func main() {
	order := map[string]string{"to": os.Args[1], "subject": os.Args[2], "text": os.Args[3]}
	payload, err := json.Marshal(order)
	if err != nil {
		log.Fatal(err)
	}
	handle, err := jobs.Connect().DoBg("send-mail", payload, client.JobNormal)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("accepted as", handle)
}

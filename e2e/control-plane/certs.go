package main

func writeCertificates(args []string) error { return nil }
